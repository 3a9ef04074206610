import { type Abortable, type Clock, type Connection, NetError } from '@net/core';
import {
  type ConnectionHandler,
  type ConnectionKind,
  onAbort,
  type OpenConnection,
} from '@net/core/extend';
import { closeReason } from './close-reason.ts';
import { DelayedQueue } from './delayed-queue.ts';
import type { StreamLink } from './stream-link.ts';
import type { StreamSchedule } from './stream-schedule.ts';

/** What one end of a connection goes through. */
export interface ChaosPath {
  /** The direction towards this end. */
  readonly link: StreamLink;
  readonly schedule: StreamSchedule;
  readonly clock: Pick<Clock, 'now' | 'endOfTurn' | 'after'>;
}

/**
 * One end of a connection, which receives what the other one sends later, in other pieces, or not at
 * all. What it sends goes straight into the connection within, whose far end does the same.
 */
export class ChaosConnection implements Connection, ConnectionHandler {
  readonly kind: ConnectionKind;
  readonly local: string;
  readonly remote: string;
  readonly maxSendBytes: number;
  /** Absent where the connection within has none. */
  declare pause?: () => void;
  declare resume?: () => void;
  /** Called once, after `onClose`. */
  onEnd: () => void = () => {};
  readonly #inner: Connection;
  readonly #path: ChaosPath;
  readonly #underWay = new DelayedQueue<Step>();
  readonly #closed: Promise<void>;
  readonly #leftovers: (() => void)[] = [];
  #resolveClosed: () => void = () => {};
  #handler: ConnectionHandler | undefined;
  #underWayBytes = 0;
  #isPaused = false;
  #isInnerPaused = false;
  #isInnerClosed = false;
  #isAborted = false;
  #isClosed = false;
  #cancelWake: () => void = () => {};

  constructor(inner: Connection, path: ChaosPath) {
    this.kind = inner.kind;
    this.local = inner.local;
    this.remote = inner.remote;
    this.maxSendBytes = inner.maxSendBytes;
    this.#inner = inner;
    this.#path = path;
    this.#closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#leftovers.push(path.link.onHeal(() => this.#run()));
    if (inner.pause === undefined) return;
    this.pause = () => this.#pause();
    this.resume = () => this.#resume();
  }

  /** Say who receives; called once. @returns what the connection within reports to */
  open(open: OpenConnection): ConnectionHandler {
    this.#handler = open(this);
    return this;
  }

  get bufferedBytes(): number {
    return this.#inner.bufferedBytes;
  }

  send(bytes: Uint8Array): boolean {
    return this.#inner.send(bytes);
  }

  close({ signal }: Abortable = {}): Promise<void> {
    if (this.#isClosed) return this.#closed;
    const { clock } = this.#path;
    const tooLate = new NetError('CONNECTION_LOST', `not closed within ${CLOSE_GRACE_MS} ms`);
    this.#leftovers.push(clock.after(CLOSE_GRACE_MS, () => this.abort(tooLate)));
    this.#leftovers.push(onAbort(signal, (reason) => this.abort(closeReason(reason))));
    void this.#inner.close();
    return this.#closed;
  }

  abort(reason?: Error): void {
    if (this.#isClosed || this.#isAborted) return;
    this.#isAborted = true;
    this.#underWay.clear();
    if (this.#isInnerClosed) this.#path.clock.endOfTurn(() => this.#end(reason));
    else this.#inner.abort(reason);
  }

  /** Cut the connection for both ends. */
  reset(): void {
    this.abort(new NetError('CONNECTION_LOST', 'the connection was reset'));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // What the connection within reports.

  onData(bytes: Uint8Array): void {
    if (this.#isAborted) return;
    const { link, schedule } = this.#path;
    const isStream = this.kind === 'stream';
    for (let at = 0; at < bytes.length || bytes.length === 0;) {
      const rest = bytes.length - at;
      const length = isStream ? schedule.nextPiece(rest, link.faults) : rest;
      this.#enter(bytes.subarray(at, at + length));
      at += length;
      if (length === 0) break;
    }
    if (this.#underWayBytes >= link.faults.windowBytes) this.#holdBack(true);
    this.#run();
  }

  onDrain(): void {
    this.#handler?.onDrain();
  }

  onClose(error?: Error): void {
    this.#isInnerClosed = true;
    if (this.#isAborted) return this.#end(error);
    this.#queue(0, () => this.#end(error));
    this.#run();
  }

  #enter(bytes: Uint8Array): void {
    const { link, schedule } = this.#path;
    link.counts.sent += 1;
    link.counts.sentBytes += bytes.length;
    this.#underWayBytes += bytes.length;
    const isReset = schedule.resets(link.faults);
    this.#queue(bytes.length, () => (isReset ? this.#loseAndReset() : this.#deliver(bytes)));
  }

  #queue(length: number, act: () => void): void {
    const { link, schedule, clock } = this.#path;
    this.#underWay.push(schedule.arrival(clock.now(), length, link.faults), { length, act });
  }

  /** Let in what has arrived, and see that the rest is when it has. */
  #run(): void {
    const { link, clock } = this.#path;
    this.#cancelWake();
    const nowMs = clock.now();
    while (!this.#isPaused && !link.isCut && !this.#isClosed) {
      const step = this.#underWay.take(nowMs);
      if (step === undefined) return this.#wake(nowMs);
      this.#underWayBytes -= step.length;
      step.act();
    }
  }

  #wake(nowMs: number): void {
    if (this.#underWayBytes < this.#path.link.faults.windowBytes) this.#holdBack(false);
    const { nextAtMs } = this.#underWay;
    if (nextAtMs === undefined) return;
    this.#cancelWake = this.#path.clock.after(nextAtMs - nowMs, () => this.#run());
  }

  #deliver(bytes: Uint8Array): void {
    const { counts } = this.#path.link;
    counts.delivered += 1;
    counts.deliveredBytes += bytes.length;
    this.#handler?.onData(bytes);
  }

  #loseAndReset(): void {
    this.#path.link.counts.lost += 1;
    this.reset();
  }

  #pause(): void {
    this.#isPaused = true;
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#path.clock.endOfTurn(() => this.#run());
  }

  /** Let the far end feel that the window is full. */
  #holdBack(isFull: boolean): void {
    if (isFull === this.#isInnerPaused) return;
    this.#isInnerPaused = isFull;
    if (isFull) this.#inner.pause?.();
    else this.#inner.resume?.();
  }

  #end(error: Error | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#path.link.counts.lost += this.#underWay.clear().length;
    this.#cancelWake();
    for (const clean of this.#leftovers) clean();
    this.#handler?.onClose(error);
    this.#resolveClosed();
    this.onEnd();
  }
}

/** A piece on its way, or the end behind all pieces. */
interface Step {
  readonly length: number;
  readonly act: () => void;
}

const CLOSE_GRACE_MS = 5000;
