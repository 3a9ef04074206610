import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connectError, errorCodeOf, formatAddress, listenError } from '@net/core/extend';
import type { HostPort } from '../provider.ts';

/** A bound UDP socket, which may have one peer only. */
export class UdpSocket {
  readonly local: HostPort;
  readonly #socket: Socket;
  readonly #isConnected: boolean;
  #isClosed = false;
  /** Whether the system has not sent the last packet that it was asked about. */
  #hasFailed = false;
  /** Packets sent since one came; one more, so that the very first is asked about. */
  #unanswered = 1;
  /** Who is given what comes, and owns it. */
  onPacket: ((packet: Buffer, from: HostPort) => void) | undefined;
  /** Who is told that nobody listens at the only peer's, if the system says so. */
  onRefused: ((error: Error) => void) | undefined;
  /** What went wrong last. A datagram that the system did not take is as good as lost. */
  lastError: Error | undefined;

  private constructor(socket: Socket, isConnected: boolean) {
    const { address: host, port } = socket.address();
    this.local = { host, port };
    this.#socket = socket;
    this.#isConnected = isConnected;
    socket.on('error', this.#onError);
    socket.on('message', (packet, { address, port }) => {
      this.#unanswered = 0;
      this.onPacket?.(packet, { host: address, port });
    });
  }

  /**
   * @param remote the only peer: nobody else is heard, and the system tells where nobody listens.
   * @throws NetError `ADDRESS_IN_USE`, `LISTEN_FAILED`, `CONNECT_FAILED`
   */
  static async bind(at: HostPort, bufferBytes: number, remote?: HostPort): Promise<UdpSocket> {
    const type = isIP(at.host) === 6 ? 'udp6' : 'udp4';
    const socket = createSocket({ type, lookup: noLookup });
    try {
      await bindTo(socket, at);
      if (remote !== undefined) await connectTo(socket, remote);
    } catch (error) {
      socket.close();
      throw error;
    }
    growBuffers(socket, bufferBytes);
    return new UdpSocket(socket, remote !== undefined);
  }

  /** Send `bytes`, which must not be changed while `isHolding`. */
  send(bytes: Uint8Array, to: HostPort): void {
    if (this.#isClosed) return;
    this.#unanswered += 1;
    const onSent = this.#isAsked() ? this.#onSent : undefined;
    if (this.#isConnected) this.#socket.send(bytes, onSent);
    else this.#socket.send(bytes, to.port, to.host, onSent);
  }

  /** Whether bytes of an earlier `send` wait for the system to have room. */
  get isHolding(): boolean {
    return !this.#isClosed && this.#socket.getSendQueueSize() > 0;
  }

  /** Resolves when the address is free. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  /** What comes from the peer says that sending goes well, and asking the system costs a callback. */
  #isAsked(): boolean {
    return this.#hasFailed || this.#unanswered % SENDS_PER_QUESTION === 2;
  }

  readonly #onSent = (error: Error | null): void => {
    this.#hasFailed = error !== null;
    if (error !== null) this.#onError(error);
  };

  readonly #onError = (error: Error): void => {
    this.lastError = error;
    if (errorCodeOf(error) === 'ECONNREFUSED') this.onRefused?.(error);
  };
}

async function bindTo(socket: Socket, at: HostPort): Promise<void> {
  try {
    // It is bound at once, for there is nothing to look up.
    const bound = once(socket, 'listening');
    socket.bind({ address: at.host, port: at.port });
    await bound;
  } catch (error) {
    throw listenError(formatAddress('quic', at), error);
  }
}

async function connectTo(socket: Socket, peer: HostPort): Promise<void> {
  try {
    const connected = once(socket, 'connect');
    socket.connect(peer.port, peer.host);
    await connected;
  } catch (error) {
    throw connectError(formatAddress('quic', peer), error);
  }
}

/** Hosts are IP addresses here; Node would look them up once more for each packet. */
function noLookup(
  host: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void {
  // At once, so that `send` has copied the packet when it returns: its memory is written again then.
  // Nobody looks at the family, and telling it by a regular expression takes a while.
  done(null, host, host.includes(':') ? 6 : 4);
}

/** Where the system refuses more than its default, the default has to do. */
function growBuffers(socket: Socket, bytes: number): void {
  try {
    socket.setRecvBufferSize(bytes);
    socket.setSendBufferSize(bytes);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Of packets that nobody answers the system is asked about the second, and then one in so many. */
const SENDS_PER_QUESTION = 16;
