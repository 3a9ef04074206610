import { CallRing } from './call-ring.ts';
import type { Codec } from './codec.ts';
import { NetError } from './errors.ts';
import { readFailure } from './failure.ts';
import { type Message, MessageKind } from './message.ts';
import { cancelled, PendingCall } from './pending-call.ts';
import { Timer } from './timer-wheel.ts';
import type { IdRange } from './protocol.ts';
import type { Timers } from './timers.ts';

/** The ids of the side that dialled, unless its format has others. */
export const DIALLER_IDS: IdRange = { first: 1, last: 0x7fffffff };
/** Those of the side that accepted. 0 is no id, and some peers write it as 0xffffffff. */
export const ACCEPTOR_IDS: IdRange = { first: 0x80000000, last: 0xfffffffe };

/** What `PendingCalls` needs of its session. */
export interface CallOwner {
  readonly timers: Timers;
  /** Nobody waits for the answer to this request any more; the peer may be told. */
  onGiveUp(type: number, id: number): void;
}

/**
 * Requests that wait for their answer. Each settles exactly once.
 *
 * One timer serves all: it is due when the first of them is, and then looks for the next.
 */
export class PendingCalls extends Timer {
  readonly #owner: CallOwner;
  readonly #calls = new CallRing<PendingCall>();
  #nextDueMs = Infinity;
  #range: IdRange;
  #lastId: number;
  #max: number;
  #maxGivenUp: number;
  /** Ids whose answers may still come, for formats in which an answer looks like a request. */
  #givenUp: Set<number> = NO_IDS;

  /** @param lastId the ids begin after it. */
  constructor(owner: CallOwner, range: IdRange, max: number, lastId: number = range.first - 1) {
    super();
    this.#owner = owner;
    this.#range = range;
    this.#lastId = lastId;
    // There must always be an id that is free.
    const ids = range.last - range.first + 1;
    this.#maxGivenUp = Math.min(MAX_GIVEN_UP, ids >>> 1);
    this.#max = Math.min(max, ids - this.#maxGivenUp);
  }

  /** How many wait. */
  get size(): number {
    return this.#calls.size;
  }

  /** Whether a packet with this id is the answer to a request that waits, or did. */
  expects(id: number): boolean {
    return this.#calls.get(id) !== undefined || this.#hasGivenUp(id);
  }

  /**
   * Start waiting for the answer to a request that is about to be sent.
   *
   * @throws NetError `TOO_MANY_PENDING`, `CANCELLED`.
   */
  add(
    type: number,
    reply: Codec<unknown>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): PendingCall {
    if (signal?.aborted) throw cancelled(signal, 'no');
    if (this.#calls.size >= this.#max) {
      throw new NetError(
        'TOO_MANY_PENDING',
        `${this.#calls.size} requests wait already, the limit is ${this.#max}`,
      );
    }
    const terms = { type, reply, timeoutMs, signal };
    const call = new PendingCall(this, this.#nextId(), terms, this.#owner.timers.nowMs);
    this.#calls.add(call);
    signal?.addEventListener('abort', call, { once: true });
    if (call.dueAtMs < this.#nextDueMs) this.#wakeAt(call.dueAtMs);
    return call;
  }

  /** Hand an answer to whoever waits for it. @returns `false` when nobody does. */
  settle(message: Message): boolean {
    const call = this.#take(message.id);
    if (call === undefined) {
      this.#givenUp.delete(message.id);
      return false;
    }
    if (message.kind === MessageKind.Failure) call.reject(readFailure(message.body));
    else call.answer(message.body);
    return true;
  }

  /** Fail one request locally. Nothing happens if it has settled. */
  reject(id: number, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  /** As `reject`, and let the peer know that nobody waits any more. */
  giveUp(call: PendingCall, error: NetError): void {
    if (this.#take(call.id) === undefined) return;
    this.#remember(call.id);
    this.#owner.onGiveUp(call.type, call.id);
    call.reject(error);
  }

  /** The session has ended: fail all. Requests after flush number `flushed` were never sent. */
  rejectAll({ code, message, cause }: NetError, flushed: number): void {
    for (const call of this.#inOrder()) {
      const executed = call.flushNumber > flushed ? 'no' : 'maybe';
      this.reject(call.id, new NetError(code, message, { cause, executed }));
    }
  }

  /** Resolves when those that wait now have settled. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#calls.values().map(({ promise }) => promise));
  }

  /** Some have waited for long enough. */
  override onTimeout(nowMs: number): void {
    this.#nextDueMs = Infinity;
    let next = Infinity;
    for (const call of this.#inOrder()) {
      if (call.dueAtMs <= nowMs) call.onTimeout();
      else next = Math.min(next, call.dueAtMs);
    }
    if (this.size > 0 && next < this.#nextDueMs) this.#wakeAt(next);
  }

  #wakeAt(dueMs: number): void {
    const { timers } = this.#owner;
    timers.remove(this);
    timers.add(this, dueMs - timers.nowMs);
    this.#nextDueMs = dueMs;
  }

  #sleep(): void {
    this.#owner.timers.remove(this);
    this.#nextDueMs = Infinity;
  }

  /** Those that wait, the first asked first. */
  #inOrder(): PendingCall[] {
    // Ids start over one day, and then those above the last one given are the older ones.
    const age = ({ id }: PendingCall): number =>
      id <= this.#lastId ? id - this.#lastId : id - 2 ** 33;
    return this.#calls.values().toSorted((one, other) => age(one) - age(other));
  }

  #hasGivenUp(id: number): boolean {
    // Hardly ever is there one, and asking a set costs a hash.
    return this.#givenUp.size > 0 && this.#givenUp.has(id);
  }

  #remember(id: number): void {
    for (const oldest of this.#givenUp) {
      if (this.#givenUp.size < this.#maxGivenUp) break;
      this.#givenUp.delete(oldest);
    }
    if (this.#givenUp === NO_IDS) this.#givenUp = new Set();
    this.#givenUp.add(id);
  }

  #take(id: number): PendingCall | undefined {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    this.#calls.remove(call);
    if (this.#calls.size === 0) this.#sleep();
    call.signal?.removeEventListener('abort', call);
    return call;
  }

  /** Counts up inside this side's half, over and over; an id that is still waited for is skipped. */
  #nextId(): number {
    const { first, last } = this.#range;
    this.#calls.reserve();
    do this.#lastId = this.#lastId >= last ? first : this.#lastId + 1;
    while (this.#hasGivenUp(this.#lastId) || !this.#calls.hasPlaceFor(this.#lastId));
    return this.#lastId;
  }
}

const MAX_GIVEN_UP = 1024;
const NO_IDS: Set<number> = new Set();
