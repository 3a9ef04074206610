import { type Connection, NetError, type OpenConnection } from '@net/core';
import { onAbort } from '@net/core/extend';
import { Dialling, type UdpContext } from './dialling.ts';
import { type Endpoint, resolvePeer } from './endpoint.ts';
import { connectError, connectSocket, unconnectedSocket } from './open-socket.ts';
import { UdpSocket } from './udp-socket.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Open a session with the peer at `address`.
 *
 * @throws NetError `BAD_ADDRESS`, `CONNECTION_REFUSED`, `CONNECT_TIMEOUT`, `CONNECT_FAILED`; the reason
 * of `signal` when it is aborted. No socket is left open then.
 */
export async function dial(
  address: string,
  open: OpenConnection,
  context: UdpContext,
  signal?: AbortSignal,
): Promise<Connection> {
  signal?.throwIfAborted();
  const { connectTimeoutMs } = context.settings;
  const attempt = new AbortController();
  const unwatch = onAbort(signal, (reason) => attempt.abort(reason));
  const timer = setTimeout(
    () => attempt.abort(timeoutError(address, connectTimeoutMs)),
    connectTimeoutMs,
  );
  try {
    return await openSession(address, open, context, attempt.signal);
  } catch (error) {
    attempt.signal.throwIfAborted();
    throw connectError(address, error);
  } finally {
    clearTimeout(timer);
    unwatch();
  }
}

async function openSession(
  address: string,
  open: OpenConnection,
  context: UdpContext,
  signal: AbortSignal,
): Promise<Connection> {
  const peer = await untilAborted(resolvePeer(address), signal);
  const dialling = new Dialling(await openSocket(peer, context), peer, open, context);
  try {
    signal.throwIfAborted();
    if (context.settings.isPlain) return dialling.finish();
    return await untilAborted(dialling.shakeHands(), signal);
  } catch (error) {
    dialling.giveUp();
    throw error;
  }
}

async function openSocket(peer: Endpoint, { settings, stats }: UdpContext): Promise<UdpSocket> {
  const { isConnected } = settings;
  const socket = await (isConnected ? connectSocket : unconnectedSocket)(peer, settings);
  return new UdpSocket(socket, isConnected, settings, stats);
}

function timeoutError(address: string, connectTimeoutMs: number): NetError {
  return new NetError('CONNECT_TIMEOUT', `no answer from ${address} in ${connectTimeoutMs} ms`);
}
