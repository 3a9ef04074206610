import { type Abortable, type Connection, NetError, type OpenConnection } from '@net/core';
import {
  ByteQueue,
  type ConnectionHandler,
  formatAddress,
  onAbort,
  withoutMapping,
} from '@net/core/extend';
import type { AcceptedPeer } from './acceptor.ts';
import {
  CloseCode,
  closeCodeOf,
  HEADER_BYTES,
  Kind,
  payloadOf,
  type SessionId,
} from './datagram.ts';
import { deferred, type Deferred } from './deferred.ts';
import { HIGH_WATER_BYTES, type SocketSender, type UdpSocket } from './udp-socket.ts';

/** Who a connection belongs to. */
export interface ConnectionOwner {
  readonly socket: UdpSocket;
  readonly isPlain: boolean;
  readonly closeTimeoutMs: number;
  /** Who receives what the peer sends. */
  readonly openConnection: OpenConnection;
  /** Forget it now: it sends and takes nothing any more. */
  onEnd(connection: UdpConnection): void;
}

/** One end of a session over UDP: small, for there may be thousands on one socket. */
export class UdpConnection implements Connection, AcceptedPeer, SocketSender {
  readonly address: string;
  readonly port: number;
  readonly idHigh: number;
  readonly idLow: number;
  readonly remote: string;
  readonly #owner: ConnectionOwner;
  ticksSinceHeard = 0;
  ticksSinceSent = 0;
  bufferedBytes = 0;
  #state: 'open' | 'closing' | 'closed' = 'open';
  #owesDrain = false;
  #handler: ConnectionHandler | undefined;
  #closing: Deferred | undefined;

  constructor(owner: ConnectionOwner, address: string, port: number, id: SessionId) {
    this.address = address;
    this.port = port;
    this.idHigh = id.idHigh;
    this.idLow = id.idLow;
    this.remote = formatAddress('udp', { host: withoutMapping(address), port });
    this.#owner = owner;
  }

  get kind(): 'datagram' {
    return 'datagram';
  }

  get local(): string {
    return this.#owner.socket.local;
  }

  get maxSendBytes(): number {
    return this.#owner.socket.maxSendBytes;
  }

  get holdsSent(): boolean {
    return this.#owner.socket.holdsSent;
  }

  get hasLeft(): boolean {
    return this.#state === 'closed';
  }

  /** Say who receives. @throws whatever `openConnection` throws; the connection is gone then. */
  open(): void {
    try {
      this.#handler = this.#owner.openConnection(this);
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  send(bytes: Uint8Array): boolean {
    if (this.#state !== 'open') return false;
    if (bytes.length > this.maxSendBytes) {
      this.abort(tooLarge(bytes.length, this.maxSendBytes));
      return false;
    }
    this.ticksSinceSent = 0;
    if (this.#owner.socket.send(this, Kind.Data, bytes)) return true;
    this.#owesDrain = true;
    return false;
  }

  async close({ signal }: Abortable = {}): Promise<void> {
    if (this.#state === 'closed') return this.#closing?.promise;
    const unwatch = onAbort(signal, (reason) => this.abort(errorOf(reason)));
    this.#closing ??= deferred();
    this.#startClosing();
    await this.#closing.promise;
    unwatch();
  }

  abort(reason?: Error): void {
    if (this.#state === 'closed') return;
    this.#sayClose((reason instanceof NetError ? reason.closeCode : undefined) ?? UNSPECIFIED);
    this.#end(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // What the socket and the protocol report.

  receive(kind: Kind, datagram: Uint8Array): void {
    if (kind === Kind.Data) {
      if (this.#state === 'open') this.#onPacket(datagram);
    } else if (kind === Kind.Ping) {
      this.#say(Kind.Pong);
    } else if (kind === Kind.Close) {
      this.#end(peerError(closeCodeOf(datagram), this.remote));
    }
  }

  replace(): void {
    const text = `${this.remote} has opened another session from the same port`;
    this.#end(new NetError('CONNECTION_LOST', text));
  }

  /** Ask the peer whether it is there. */
  ping(): void {
    this.#say(Kind.Ping);
  }

  onTaken(): void {
    if (this.#state === 'closing' && this.bufferedBytes === 0) return this.#end();
    if (!this.#owesDrain || this.bufferedBytes >= HIGH_WATER_BYTES) return;
    this.#owesDrain = false;
    if (this.#state === 'open') this.#handler?.onDrain();
  }

  #onPacket(datagram: Uint8Array): void {
    const handler = this.#handler;
    const headerBytes = this.#owner.isPlain ? 0 : HEADER_BYTES;
    if (handler?.onMessage === undefined) {
      handler?.onData(headerBytes === 0 ? datagram : payloadOf(datagram));
      return;
    }
    arrived.clear();
    arrived.push(datagram);
    arrived.skip(headerBytes);
    handler.onMessage(arrived, datagram.length - headerBytes, true);
  }

  #say(kind: Kind, payload: Uint8Array = NOTHING): void {
    this.ticksSinceSent = 0;
    if (!this.#owner.isPlain) this.#owner.socket.send(this, kind, payload);
  }

  #sayClose(code: number): void {
    this.#say(Kind.Close, Uint8Array.of(code >>> 8, code));
  }

  /** The notice goes behind what waits; where nothing does, that is all. */
  #startClosing(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#sayClose(CloseCode.Orderly);
    if (this.bufferedBytes === 0) return this.#end();
    const { closeTimeoutMs } = this.#owner;
    const timer = setTimeout(() => this.abort(this.#unsentError()), closeTimeoutMs);
    void this.#closing?.promise.then(() => clearTimeout(timer));
  }

  #unsentError(): NetError {
    const text = `${this.bufferedBytes} bytes to ${this.remote} are unsent`;
    return new NetError('CONNECTION_LOST', `${text} after ${this.#owner.closeTimeoutMs} ms`);
  }

  /** Nothing is sent or taken from now on. The handler is told a little later. */
  #end(error?: Error): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#owner.onEnd(this);
    queueMicrotask(() => {
      this.#handler?.onClose(error);
      this.#closing?.resolve();
    });
  }
}

/** Nothing when the peer has closed in good order. */
function peerError(code: number, remote: string): NetError | undefined {
  if (code === CloseCode.Orderly) return undefined;
  return new NetError('CONNECTION_LOST', `${remote} ended the session, close code ${code}`);
}

function tooLarge(bytes: number, limit: number): NetError {
  const text = `a send of ${bytes} bytes is over the limit of ${limit}`;
  return new NetError('MESSAGE_TOO_LARGE', text);
}

function errorOf(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return new NetError('CANCELLED', 'the close was called off', { cause: reason });
}

/** What the connection that is told has got: they take turns. */
const arrived = new ByteQueue();
const NOTHING = new Uint8Array(0);
const UNSPECIFIED = CloseCode.Unspecified;
