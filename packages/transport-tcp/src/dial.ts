import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { dialWithin } from '@net/core/extend';
import { type ConnectedSocket, connectedSocket } from './connected-socket.ts';
import { dialError } from './dial-error.ts';
import type { Endpoint } from './endpoint.ts';
import { keepAlive } from './keep-alive.ts';
import type { Settings } from './options.ts';
import type { TlsSettings } from './tls-settings.ts';

/**
 * Connect to `endpoint`, the TLS handshake included.
 *
 * @throws NetError `CONNECTION_REFUSED`, `CONNECT_TIMEOUT`, `TLS_ERROR`, `CONNECT_FAILED`; the
 * reason of `signal` when it is aborted. No socket is left open then.
 */
export async function dial(
  address: string,
  endpoint: Endpoint,
  settings: Settings,
  signal?: AbortSignal,
): Promise<ConnectedSocket> {
  const timeoutMs = settings.connectTimeoutMs;
  return dialWithin({ address, timeoutMs, signal }, async (given) => {
    try {
      return await connectSocket(endpoint, settings, given);
    } catch (error) {
      throw dialError(address, endpoint, error);
    }
  });
}

async function connectSocket(
  endpoint: Endpoint,
  settings: Settings,
  signal: AbortSignal,
): Promise<ConnectedSocket> {
  const raw = connect({ ...destination(endpoint), noDelay: settings.noDelay });
  keepAlive(raw, settings.keepAliveMs);
  await settled(raw, 'connect', signal);
  if (endpoint.scheme !== 'tls') return known(raw, endpoint);
  const socket = secure(raw, endpoint.host, settings.tls);
  await settled(socket, 'secureConnect', signal);
  return known(socket, endpoint);
}

function known(socket: Socket, endpoint: Endpoint): ConnectedSocket {
  const connected = connectedSocket(socket, endpoint);
  if (connected !== undefined) return connected;
  throw Object.assign(new Error('the peer left at once'), { code: 'ENOTCONN' });
}

/** Wait for `event`, or destroy the socket. */
async function settled(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  socket.on('error', ignore);
  try {
    await once(socket, event, { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function secure(socket: Socket, host: string, tls: TlsSettings): Socket {
  const name = tls.serverName ?? host;
  return connectTls({
    socket,
    host: name,
    // An IP address is verified but never asked for (RFC 6066, section 3).
    ...(isIP(name) === 0 ? { servername: name } : {}),
    secureContext: tls.context,
    ...(tls.alpn.length > 0 ? { ALPNProtocols: [...tls.alpn] } : {}),
    rejectUnauthorized: tls.rejectUnauthorized,
  });
}

function destination(endpoint: Endpoint): { path: string } | { host: string; port: number } {
  if (endpoint.scheme === 'unix') return { path: endpoint.path };
  return { host: endpoint.host, port: endpoint.port };
}

function ignore(): void {}
