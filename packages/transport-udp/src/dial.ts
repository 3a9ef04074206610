import type { Connection, OpenConnection } from '@net/core';
import { abortable, dialWithin } from '@net/core/extend';
import { Dialling, type UdpContext } from './dialling.ts';
import { type Endpoint, resolvePeer } from './endpoint.ts';
import { connectSocket, dialError, unconnectedSocket } from './open-socket.ts';
import { UdpSocket } from './udp-socket.ts';

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
  const timeoutMs = context.settings.connectTimeoutMs;
  return dialWithin({ address, timeoutMs, signal }, async (given) => {
    try {
      return await openSession(address, open, context, given);
    } catch (error) {
      throw dialError(address, error);
    }
  });
}

async function openSession(
  address: string,
  open: OpenConnection,
  context: UdpContext,
  signal: AbortSignal,
): Promise<Connection> {
  const peer = await abortable(resolvePeer(address), signal);
  const dialling = new Dialling(await openSocket(peer, context), peer, open, context);
  try {
    signal.throwIfAborted();
    if (context.settings.isPlain) return dialling.finish();
    return await abortable(dialling.shakeHands(), signal);
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
