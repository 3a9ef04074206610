import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NetError } from '@net/core';
import type { PageFile } from './page-bundle.ts';

/** Serves the page's files over HTTP, at `host` and `port`; port 0 is a free one. */
export async function servePage(
  files: ReadonlyMap<string, PageFile>,
  host: string,
  port: number,
): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    respond(response, request.method === 'GET' ? files.get(path) : undefined);
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new NetError('LISTEN_FAILED', `cannot listen on ${host}:${port}`, { cause });
  }
  return server;
}

/** The port that `server` got. */
export function portOf(server: Server): number {
  // It listens on TCP, so its address is no path.
  return (server.address() as AddressInfo).port;
}

function respond(response: ServerResponse, file: PageFile | undefined): void {
  if (file === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
    return;
  }
  response.writeHead(200, { ...HEADERS, 'content-type': file.type }).end(file.body);
}

const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
