import { type Abortable, type Connection, NetError, type OpenConnection } from '@net/core';
import { type ConnectionHandler, onAbort } from '@net/core/extend';
import type { KcpSession } from './kcp-session.ts';
import type { Task } from './scheduler.ts';
import { SEGMENT_HEADER_BYTES } from './segment.ts';
import { tooLarge } from './session-errors.ts';

/** What a connection needs of the endpoint that it belongs to. */
export interface ConnectionHost {
  /** The time. */
  now(): number;
  /** Look again at what the connection wants. */
  touch(connection: KcpConnection): void;
  /** Call `run` once this turn of the event loop is over. */
  later(run: () => void): void;
  /** The connection is closed for its user, but may still have to answer its peer. */
  onClosed(connection: KcpConnection): void;
  /** Nothing more comes of the connection. */
  onOver(connection: KcpConnection): void;
}

/** What all connections of one port say of themselves. */
export interface ConnectionFacts {
  readonly kind: 'stream' | 'message';
  readonly local: string;
  readonly maxSendBytes: number;
}

/** A session as the rest of the stack sees it. */
export class KcpConnection implements Connection, Task {
  readonly remote: string;
  readonly session: KcpSession;
  queuedMs: number = Infinity;
  queueIndex = 0;
  isWaiting = false;
  readonly #facts: ConnectionFacts;
  readonly #host: ConnectionHost;
  #handler: ConnectionHandler | undefined;
  #isPaused = false;
  /** Received bytes are dropped: after an abort, or when closed while paused. */
  #isDeaf = false;
  #owesDrain = false;
  #isClosed = false;
  #isOver = false;
  #closing: Promise<void> | undefined;
  #resolveClosing: (() => void) | undefined;

  constructor(session: KcpSession, remote: string, facts: ConnectionFacts, host: ConnectionHost) {
    this.session = session;
    this.remote = remote;
    this.#facts = facts;
    this.#host = host;
  }

  get kind(): 'stream' | 'message' {
    return this.#facts.kind;
  }

  get local(): string {
    return this.#facts.local;
  }

  get maxSendBytes(): number {
    return this.#facts.maxSendBytes;
  }

  /** Whether its user has been told that it is closed. It may still have to answer its peer. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** With the headers that the segments will have. */
  get bufferedBytes(): number {
    const { queuedBytes, queued } = this.session.machine.sending;
    return queuedBytes + queued * SEGMENT_HEADER_BYTES;
  }

  get dueMs(): number {
    return this.session.dueMs;
  }

  get wantsTurnEnd(): boolean {
    return this.session.wantsFlush;
  }

  /** Say who receives. @throws whatever `open` throws; the connection is aborted then. */
  open(open: OpenConnection): void {
    try {
      this.#handler = open(this);
    } catch (error) {
      this.abort();
      throw error;
    }
    this.#reportLater();
  }

  send(bytes: Uint8Array): boolean {
    const { session } = this;
    if (session.state !== 'open') return false;
    if (bytes.length > this.maxSendBytes) {
      this.abort(tooLarge(bytes.length, this.maxSendBytes));
      return false;
    }
    session.send(bytes);
    // Otherwise it leaves with what is waiting for the end of the turn.
    if (!this.isWaiting) this.#onQueued();
    if (this.bufferedBytes < HIGH_WATER_BYTES) return true;
    this.#owesDrain = true;
    return false;
  }

  pause(): void {
    this.#isPaused = true;
    if (this.session.state !== 'open') this.#isDeaf = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#reportLater();
  }

  async close({ signal }: Abortable = {}): Promise<void> {
    if (this.#isClosed) return;
    const unwatch = onAbort(signal, (reason) => this.abort(errorOf(reason)));
    this.#isDeaf ||= this.#isPaused;
    this.session.close(this.#host.now());
    this.#reportLater();
    this.#closing ??= new Promise((resolve) => {
      this.#resolveClosing = resolve;
    });
    await this.#closing;
    unwatch();
  }

  abort(reason?: Error): void {
    if (this.#isClosed) return;
    this.#isDeaf = true;
    this.session.abort(reason, this.#host.now());
    this.#reportLater();
  }

  /** Be over at once, without another word to the peer. */
  leave(): void {
    this.session.leave();
    this.#isDeaf = true;
    this.#reportEnd();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The endpoint has an opened datagram for the session. */
  onDatagram(payload: Uint8Array, datagramBytes: number): void {
    this.session.receive(payload, datagramBytes, this.#host.now());
    this.#report();
  }

  /** The system says that nobody listens at the peer's address: it has gone while we were closing. */
  onRefused(): void {
    if (this.session.state === 'open') return;
    this.session.onPeerGone(this.#host.now());
    this.#report();
  }

  onDue(nowMs: number): void {
    this.session.onDue(nowMs);
    this.#report();
  }

  onTurnEnd(nowMs: number): void {
    this.session.flush(nowMs);
    this.#report();
  }

  #onQueued(): void {
    this.session.onQueued(this.#host.now());
    this.#host.touch(this);
  }

  #reportLater(): void {
    this.#host.touch(this);
    this.#host.later(() => this.#report());
  }

  /** Tell the handler what has happened, and the endpoint what is wanted now. */
  #report(): void {
    if (this.#isOver) return;
    this.#deliver();
    this.#drain();
    this.#reportEnd();
    this.#host.touch(this);
  }

  #deliver(): void {
    const { session } = this;
    if (this.#handler === undefined && !this.#isDeaf) return;
    while (!this.#isPaused || this.#isDeaf) {
      const bytes = session.take();
      if (bytes === undefined) break;
      if (!this.#isDeaf) this.#handler?.onData(bytes);
    }
    if (session.hasPeerEnded) session.onTaken(this.#host.now());
  }

  #drain(): void {
    if (!this.#owesDrain || this.bufferedBytes >= HIGH_WATER_BYTES) return;
    this.#owesDrain = false;
    if (this.session.state === 'open') this.#handler?.onDrain();
  }

  #reportEnd(): void {
    const { state, error } = this.session;
    if (state !== 'lingering' && state !== 'over') return;
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#handler?.onClose(error);
      this.#resolveClosing?.();
      this.#host.onClosed(this);
    }
    if (this.session.state !== 'over' || this.#isOver) return;
    this.#isOver = true;
    this.#host.onOver(this);
  }
}

function errorOf(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return new NetError('CANCELLED', 'the close was called off', { cause: reason });
}

/** Bytes that wait at which `send` says `false`. */
const HIGH_WATER_BYTES = 64 * 1024;
