import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { NetError } from '@net/core';
import { connectError, errorCodeOf } from '@net/core/extend';
import type { Endpoint } from './endpoint.ts';

/** What a socket needs to know of the settings. */
interface SocketOptions {
  /** What the system keeps of received datagrams; left to it by default. */
  readonly receiveBufferBytes: number | undefined;
}

/** A socket that receives at `endpoint`. @throws what Node throws; nothing is left open then. */
export async function bindSocket(endpoint: Endpoint, options: SocketOptions): Promise<Socket> {
  const socket = createSocketFor(endpoint, options);
  const { ip: address, port } = endpoint;
  // In a cluster, workers that share one port would take each other's sessions.
  return settle(socket, 'listening', () => socket.bind({ address, port, exclusive: true }));
}

/** A socket for `endpoint` and nobody else. @throws the same. */
export async function connectSocket(endpoint: Endpoint, options: SocketOptions): Promise<Socket> {
  const socket = createSocketFor(endpoint, options);
  return settle(socket, 'connect', () => socket.connect(endpoint.port, endpoint.ip));
}

/** A socket that can send to `endpoint` and receive from anyone. @throws the same. */
export async function unconnectedSocket(
  { family }: Endpoint,
  options: SocketOptions,
): Promise<Socket> {
  return bindSocket({ family, ip: family === 6 ? '::' : '0.0.0.0', port: 0 }, options);
}

/** Why a dial to `address` failed, from whatever was thrown. */
export function dialError(address: string, cause: unknown): unknown {
  if (errorCodeOf(cause) !== 'EACCES') return connectError(address, cause);
  // What the system says of a subnet's broadcast address, which only it can know.
  const why = `${address} is a broadcast address, and a session has one peer`;
  return new NetError('BAD_ADDRESS', why, { cause });
}

function createSocketFor({ family }: Endpoint, { receiveBufferBytes }: SocketOptions): Socket {
  return createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // Only IP addresses get here. Node's own lookup costs every send a turn of the microtask queue.
    lookup: (ip, _options, done) => done(null, ip, family),
    ...(receiveBufferBytes === undefined ? {} : { recvBufferSize: receiveBufferBytes }),
  });
}

/** Wait for what `start` begins; with our lookup it may be there before `start` returns. */
async function settle(socket: Socket, event: string, start: () => void): Promise<Socket> {
  const settled = once(socket, event);
  try {
    start();
    await settled;
    return socket;
  } catch (error) {
    settled.catch(ignore);
    socket.close();
    throw error;
  }
}

function ignore(): void {}
