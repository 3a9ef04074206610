import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { DatagramPort, PeerAddress, PortUser } from './datagram-port.ts';
import type { Settings } from './options.ts';
import { PacketPool, type PooledPacket } from './packet-pool.ts';

/** How to open a port. */
export interface UdpPortOptions {
  /** Bytes of the largest datagram to send. */
  readonly mtu: number;
  /** Bytes that the system is asked to buffer in each direction; it may give less. */
  readonly socketBufferBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A UDP port that is bound to `host` and `port`.
 *
 * @throws what Node does, or the reason of the signal; no socket is left open then.
 */
export async function bindUdp(
  host: string,
  port: number,
  options: UdpPortOptions,
): Promise<DatagramPort> {
  const socket = await openSocket(host, options, 'listening', (opened, address) =>
    opened.bind({ port, address }),
  );
  return new UdpPort(socket, false, options.mtu);
}

/** A port that sends to one peer, and hears only from it. */
export interface ConnectedPort {
  readonly port: DatagramPort;
  readonly peer: PeerAddress;
}

/**
 * A UDP port that is connected to `host` and `port`.
 *
 * @throws as `bindUdp`
 */
export async function connectUdp(
  host: string,
  port: number,
  options: UdpPortOptions,
): Promise<ConnectedPort> {
  const socket = await openSocket(host, options, 'connect', (opened, address) =>
    opened.connect(port, address),
  );
  return { port: new UdpPort(socket, true, options.mtu), peer: socket.remoteAddress() };
}

/** What a transport's settings say of its ports. */
export function udpOptions(settings: Settings, signal: AbortSignal | undefined): UdpPortOptions {
  const { session, socketBufferBytes } = settings;
  return { mtu: session.layer.mtu, socketBufferBytes, signal };
}

async function openSocket(
  host: string,
  { socketBufferBytes, signal }: UdpPortOptions,
  event: 'listening' | 'connect',
  start: (socket: Socket, address: string) => void,
): Promise<Socket> {
  const { address, family } = await lookup(host);
  signal?.throwIfAborted();
  const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4', lookup: sameAddress });
  try {
    // Before the start: a synchronous look-up may make it ready at once.
    const ready = once(socket, event);
    start(socket, address);
    await ready;
    signal?.throwIfAborted();
    socket.setRecvBufferSize(socketBufferBytes);
    socket.setSendBufferSize(socketBufferBytes);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** Peers are named by their addresses, so that nothing has to be looked up for a datagram. */
function sameAddress(
  address: string,
  family: unknown,
  done: (error: Error | null, address: string, family: number) => void,
): void {
  done(null, address, Number(family));
}

class UdpPort implements DatagramPort {
  readonly local: PeerAddress;
  readonly #socket: Socket;
  readonly #isConnected: boolean;
  readonly #pool: PacketPool;
  #user: PortUser | undefined;
  #next: PooledPacket | undefined;
  #isClosed = false;

  constructor(socket: Socket, isConnected: boolean, mtu: number) {
    this.local = socket.address();
    this.#socket = socket;
    this.#isConnected = isConnected;
    this.#pool = new PacketPool(mtu, (error) => this.#onError(error));
  }

  use(user: PortUser): void {
    this.#user = user;
    this.#socket.on('message', (bytes, from) => user.onDatagram(bytes, from));
    this.#socket.on('error', (error) => this.#onError(error));
  }

  allocate(): Uint8Array {
    this.#next ??= this.#pool.take();
    return this.#next.bytes;
  }

  transmit(length: number, { address, port }: PeerAddress): void {
    const packet = this.#next;
    if (packet === undefined || this.#isClosed) return;
    this.#next = undefined;
    const datagram = packet.bytes.subarray(0, length);
    if (this.#isConnected) this.#socket.send(datagram, packet.release);
    else this.#socket.send(datagram, port, address, packet.release);
  }

  setAlive(isAlive: boolean): void {
    if (isAlive) this.#socket.ref();
    else this.#socket.unref();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  /** Whatever else the system reports of a datagram is as good as its loss. */
  #onError(error: Error): void {
    if ('code' in error && error.code === 'ECONNREFUSED') this.#user?.onRefused();
  }
}
