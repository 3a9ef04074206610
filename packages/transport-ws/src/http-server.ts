import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { NetError } from '@net/core';
import type { Endpoint } from './endpoint.ts';
import type { Settings } from './options.ts';
import { refuse } from './refusal.ts';

/**
 * A server that is there for upgrade requests only, and answers any other with 426. Whoever is slow
 * to ask, or asks for too much, is cut off.
 *
 * @param report told of each peer that never got as far as an upgrade.
 */
export function createHttpServer(
  { scheme }: Endpoint,
  { tls, handshakeTimeoutMs }: Settings,
  report: (error: NetError) => void,
): Server {
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: handshakeTimeoutMs,
    requestTimeout: handshakeTimeoutMs,
    keepAliveTimeout: handshakeTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, handshakeTimeoutMs),
  } satisfies ServerOptions;
  const server =
    scheme === 'ws'
      ? createServer(options, answerPlainRequest)
      : createSecureServer(
          {
            ...options,
            ...tls.identity,
            handshakeTimeout: handshakeTimeoutMs,
            requestCert: tls.requestCert,
            rejectUnauthorized: tls.requestCert,
            ALPNProtocols: ['http/1.1'],
          },
          answerPlainRequest,
        );
  // A TLS server passes its failed handshakes on to this event.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    report(clientError(error));
    answerClientError(error, socket);
  });
  return server;
}

function answerPlainRequest(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { Connection: 'close', Upgrade: 'websocket' }).end();
}

/** The statuses that Node answers with when nobody listens for its `clientError`. */
function answerClientError({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  if (code === 'ECONNRESET' || !code.startsWith('HPE_')) {
    if (code !== REQUEST_TIMEOUT) return void socket.destroy();
    return refuse(socket, 408);
  }
  refuse(socket, code === 'HPE_HEADER_OVERFLOW' ? 431 : 400);
}

function clientError(cause: NodeJS.ErrnoException): NetError {
  const { code = cause.name } = cause;
  if (code === REQUEST_TIMEOUT || code === 'ERR_TLS_HANDSHAKE_TIMEOUT') {
    return new NetError('HANDSHAKE_TIMEOUT', 'a peer was too slow to ask for an upgrade', {
      cause,
    });
  }
  if (code.startsWith('HPE_')) {
    return new NetError('BAD_PACKET', `a peer sent no HTTP request: ${code}`, { cause });
  }
  const isTls = /SSL|TLS/.test(code);
  const text = `a peer left before it asked for an upgrade: ${code}`;
  return new NetError(isTls ? 'TLS_ERROR' : 'CONNECTION_LOST', text, { cause });
}

const REQUEST_TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT';
const MAX_HEADER_BYTES = 8 * 1024;
