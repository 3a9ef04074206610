import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { NetError } from '@net/core';
import { errorCodeOf, formatAddress, listenError } from '@net/core/extend';
import type { Endpoint } from './endpoint.ts';
import { removeStaleSocket } from './stale-socket.ts';

/** What `bind` needs to know of the settings. */
interface BindOptions {
  /** Permissions of a socket file. */
  readonly unixMode: number | undefined;
}

/**
 * Bind `server` to `endpoint`. A socket file that its program left behind is replaced.
 *
 * @returns the address it has got: port 0 has become a number.
 * @throws NetError `ADDRESS_IN_USE`, `LISTEN_FAILED`; the reason of `signal` when it is aborted.
 * The server is closed then.
 */
export async function bind(
  server: Server,
  address: string,
  endpoint: Endpoint,
  { unixMode }: BindOptions,
  signal?: AbortSignal,
): Promise<string> {
  try {
    signal?.throwIfAborted();
    await listenOrReplace(server, endpoint, signal);
    if (endpoint.scheme === 'unix' && unixMode !== undefined) chmodSync(endpoint.path, unixMode);
    return addressOf(server, endpoint);
  } catch (error) {
    server.close();
    signal?.throwIfAborted();
    throw bindError(address, error);
  }
}

async function listenOrReplace(
  server: Server,
  endpoint: Endpoint,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await listening(server, endpoint, signal);
  } catch (error) {
    if (endpoint.scheme !== 'unix' || errorCodeOf(error) !== 'EADDRINUSE') throw error;
    if (!(await removeStaleSocket(endpoint.path))) throw error;
    await listening(server, endpoint, signal);
  }
}

async function listening(
  server: Server,
  endpoint: Endpoint,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bound = once(server, 'listening', signal === undefined ? {} : { signal });
  if (endpoint.scheme === 'unix') server.listen({ path: endpoint.path });
  else server.listen({ host: endpoint.host, port: endpoint.port });
  await bound;
}

function addressOf(server: Server, endpoint: Endpoint): string {
  if (endpoint.scheme === 'unix') return `unix://${endpoint.path}`;
  // A string only for paths, null only before it is bound.
  const { address: host, port } = server.address() as AddressInfo;
  return formatAddress(endpoint.scheme, { host, port });
}

function bindError(address: string, cause: unknown): unknown {
  const code = errorCodeOf(cause);
  if (code !== 'EACCES' || !address.startsWith('unix:')) return listenError(address, cause);
  // Node says so of a missing folder too.
  const why = `${code}, the folder does not exist, or this user may not write there`;
  return new NetError('LISTEN_FAILED', `cannot listen at ${address}: ${why}`, { cause });
}
