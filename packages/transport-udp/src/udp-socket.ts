import type { RemoteInfo, Socket } from 'node:dgram';
import { formatAddress, withoutMapping } from '@net/core/extend';
import { HEADER_BYTES, type Kind, type SessionId, writeDatagram, writeHeader } from './datagram.ts';
import { type Sender, SendQueue } from './send-queue.ts';
import type { UdpStats } from './stats.ts';

/** Takes what a socket receives. */
export interface Receiver {
  /** A datagram, owned from now on. */
  onDatagram(datagram: Uint8Array, address: string, port: number): void;
  /** The system said that a datagram could not be sent, or that nobody is where one went. */
  onSocketError(error: Error): void;
}

/** Where a datagram goes, unless the socket is connected. */
interface Destination {
  readonly address: string;
  readonly port: number;
}

/** Who sends on a socket, and to whom. */
export interface SocketSender extends Sender, SessionId, Destination {
  /** Nothing of it has to be sent any more. */
  readonly hasLeft: boolean;
  /** Fewer of its bytes wait than before. */
  onTaken(): void;
}

/** What a socket needs to know of the settings. */
interface UdpSocketSettings {
  readonly isPlain: boolean;
  readonly maxReceiveBytes: number;
  readonly maxSendBytes: number;
}

/**
 * One UDP socket, for one session or for many.
 *
 * A send is one system call and nothing else. If the system takes no more, what is sent waits here,
 * in the order of the sends, and up to a bound: then it is dropped.
 *
 * Node tells what became of a send in a callback, which costs a tenth of an echo. So one send in 64 is
 * asked about, and after one that failed each, until one did not.
 */
export class UdpSocket {
  readonly maxSendBytes: number;
  readonly local: string;
  receiver: Receiver | undefined;
  readonly #socket: Socket;
  readonly #isConnected: boolean;
  readonly #isPlain: boolean;
  readonly #maxReceiveBytes: number;
  readonly #stats: UdpStats;
  readonly #queue = new SendQueue<SocketSender>();
  /** Reused from send to send, unless the system keeps it. */
  #scratch: Uint8Array;
  /** The beginning of it that was sent last: many datagrams in a row are as long as each other. */
  #datagram: Uint8Array;
  #isClosed = false;
  #sends = 0;
  #hasFailed = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param socket bound or connected, and owned from now on. Its `send` must reach the system before
   * it returns, as with the lookup of `open-socket.ts`: the bytes are written over by the next one.
   */
  constructor(socket: Socket, isConnected: boolean, settings: UdpSocketSettings, stats: UdpStats) {
    const { address, port } = socket.address();
    this.#socket = socket;
    this.#isConnected = isConnected;
    this.#isPlain = settings.isPlain;
    this.#maxReceiveBytes = settings.maxReceiveBytes;
    this.#stats = stats;
    this.maxSendBytes = settings.maxSendBytes;
    this.local = formatAddress('udp', { host: withoutMapping(address), port });
    this.#scratch = new Uint8Array(HEADER_BYTES + this.maxSendBytes);
    this.#datagram = this.#scratch;
    socket.on('message', (datagram, from) => this.#onMessage(datagram, from));
    socket.on('error', (error) => this.#onFailure(error));
  }

  /**
   * Send `payload`, which is owned from now on, behind the session's header, or as it is when plain.
   *
   * @returns `false` when much of this sender's waits already.
   */
  send(sender: SocketSender, kind: Kind, payload: Uint8Array): boolean {
    if (this.#isClosed) return false;
    if (!this.#queue.isEmpty) return this.#enqueue(sender, this.#whole(sender, kind, payload));
    const datagram = this.#isPlain ? payload : this.#fillScratch(sender, kind, payload);
    this.#hand(datagram, sender);
    if (this.#socket.getSendQueueSize() === 0) return true;
    this.#scratch = new Uint8Array(this.#scratch.length);
    this.#datagram = this.#scratch;
    return this.#enqueue(sender, datagram);
  }

  /** Whether the bytes of a send may still be looked at: behind a header they are a copy. */
  get holdsSent(): boolean {
    return this.#isPlain && !this.#queue.isEmpty;
  }

  /** Send a datagram of no session, unless others wait already: it can do without. */
  answer(datagram: Uint8Array, to: Destination): void {
    if (this.#isClosed) return;
    if (!this.#queue.isEmpty) this.#stats.sendOverflow += 1;
    else this.#hand(datagram, to);
  }

  /** Resolves when the port is free again. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.receiver = undefined;
    clearTimeout(this.#timer);
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #onMessage(datagram: Uint8Array, { address, port }: RemoteInfo): void {
    if (datagram.length > this.#maxReceiveBytes) this.#stats.oversized += 1;
    else this.receiver?.onDatagram(datagram, address, port);
  }

  #hand(datagram: Uint8Array, { address, port }: Destination): void {
    const isAsked = this.#hasFailed || this.#sends % SENDS_PER_QUESTION === 0;
    const onSent = isAsked ? this.#onSent : undefined;
    this.#sends += 1;
    // Where nothing is said of a part, Node makes no view of its own.
    if (this.#isConnected) this.#socket.send(datagram, onSent);
    else this.#socket.send(datagram, port, address, onSent);
  }

  /** One for all sends: which of them it was does not matter. */
  readonly #onSent = (error: Error | null): void => {
    this.#hasFailed = error !== null;
    if (error !== null && !this.#isClosed) this.#onFailure(error);
  };

  #onFailure(error: Error): void {
    this.#stats.sendFailed += 1;
    this.receiver?.onSocketError(error);
  }

  /** The front of the queue is with the system, until that has nothing to send any more. */
  readonly #sendWaiting = (): void => {
    this.#timer = undefined;
    while (!this.#isClosed && !this.#queue.isEmpty && this.#socket.getSendQueueSize() === 0) {
      const taken = this.#queue.shift();
      this.#handNext();
      taken?.onTaken();
    }
    this.#lookLater();
  };

  #handNext(): void {
    while (this.#queue.front?.sender.hasLeft === true) this.#queue.shift();
    const next = this.#queue.front;
    if (next !== undefined) this.#hand(next.datagram, next.sender);
  }

  /** Of a send that nobody asked about, only looking shows that the system has taken it. */
  #lookLater(): void {
    if (this.#isClosed || this.#queue.isEmpty) return;
    this.#timer ??= setTimeout(this.#sendWaiting, LOOK_MS);
  }

  #enqueue(sender: SocketSender, datagram: Uint8Array): boolean {
    if (this.#queue.bytes >= MAX_WAITING_BYTES) this.#stats.sendOverflow += 1;
    else this.#queue.push(sender, datagram);
    this.#lookLater();
    return sender.bufferedBytes < HIGH_WATER_BYTES;
  }

  #whole(sender: SocketSender, kind: Kind, payload: Uint8Array): Uint8Array {
    return this.#isPlain ? payload : writeDatagram(kind, sender, payload);
  }

  #fillScratch(sender: SocketSender, kind: Kind, payload: Uint8Array): Uint8Array {
    const length = HEADER_BYTES + payload.length;
    if (this.#datagram.length !== length) this.#datagram = this.#scratch.subarray(0, length);
    writeHeader(this.#datagram, kind, sender);
    this.#datagram.set(payload, HEADER_BYTES);
    return this.#datagram;
  }
}

/** Waiting bytes of one sender at which `send` says `false`. */
export const HIGH_WATER_BYTES: number = 64 * 1024;
/** Waiting bytes of one socket at which more is dropped. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const SENDS_PER_QUESTION = 64;
/** How often to look whether the system takes more. */
const LOOK_MS = 1;
