import { type Clock, type Connection, NetError } from '@net/core';
import type { ConnectionHandler, ConnectionKind, OpenConnection } from '@net/core/extend';
import type { VirtualNetwork, VirtualSocket } from '@net/testing';

/** What datagrams travel on, and whose time passes. */
export interface DatagramsOptions {
  readonly network: VirtualNetwork;
  readonly clock: Pick<Clock, 'after' | 'endOfTurn' | 'now'>;
}

/** Where datagrams go. */
export interface DatagramPeer {
  readonly socket: VirtualSocket;
  readonly session: number;
  readonly remote: string;
}

/** One end of a session of datagrams. */
export class DatagramConnection implements Connection {
  readonly kind: ConnectionKind = 'datagram';
  readonly local: string;
  readonly remote: string;
  readonly maxSendBytes = 1200;
  readonly bufferedBytes = 0;
  readonly #peer: DatagramPeer;
  readonly #clock: DatagramsOptions['clock'];
  readonly #onEnd: () => void;
  readonly #closed: Promise<void>;
  #resolveClosed: () => void = () => {};
  #handler: ConnectionHandler | undefined;
  #heardAtMs: number;
  #isClosed = false;
  #stopExpiry: () => void = () => {};

  constructor(peer: DatagramPeer, { clock }: DatagramsOptions, onEnd: () => void) {
    this.local = peer.socket.address;
    this.remote = peer.remote;
    this.#peer = peer;
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.#heardAtMs = clock.now();
    this.#closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  start(open: OpenConnection): void {
    this.#handler = open(this);
  }

  /** End it after so much silence. */
  expire(idleMs: number): void {
    if (this.#isClosed) return;
    const leftMs = this.#heardAtMs + idleMs - this.#clock.now();
    if (leftMs <= 0) return this.abort(new NetError('IDLE_TIMEOUT', `silent for ${idleMs} ms`));
    this.#stopExpiry = this.#clock.after(leftMs, () => this.expire(idleMs));
  }

  onDatagram(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    this.#heardAtMs = this.#clock.now();
    if (bytes.length > NUMBER_BYTES) this.#handler?.onData(bytes.subarray(NUMBER_BYTES));
    else this.#end(new NetError('CONNECTION_LOST', 'the far end has closed'));
  }

  send(bytes: Uint8Array): boolean {
    const { socket, session, remote } = this.#peer;
    if (!this.#isClosed) socket.send(numbered(session, bytes), remote);
    return !this.#isClosed;
  }

  close(): Promise<void> {
    this.abort();
    return this.#closed;
  }

  /** The far end is told, with luck. */
  abort(reason?: Error): void {
    this.send(NOTHING);
    this.#end(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #end(reason: Error | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopExpiry();
    this.#onEnd();
    this.#clock.endOfTurn(() => {
      this.#handler?.onClose(reason);
      this.#resolveClosed();
    });
  }
}

/** `session(4)` and then the packet, if there is one: without one the session has ended. */
export function numbered(session: number, packet: Uint8Array = NOTHING): Uint8Array {
  const datagram = new Uint8Array(NUMBER_BYTES + packet.length);
  new DataView(datagram.buffer).setUint32(0, session);
  datagram.set(packet, NUMBER_BYTES);
  return datagram;
}

const NUMBER_BYTES = 4;
const NOTHING = new Uint8Array(0);
