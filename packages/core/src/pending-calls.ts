import type { Codec } from './codec.ts';
import { NetError } from './errors.ts';
import { readFailure } from './failure.ts';
import { type Message, MessageKind } from './message.ts';
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

/** Requests that wait for their answer. Each settles exactly once. */
export class PendingCalls {
  readonly owner: CallOwner;
  // Most sessions of a server never ask: they share what is empty.
  #calls: Map<number, PendingCall> = NO_CALLS;
  #range: IdRange;
  #lastId: number;
  /** Until every id was given once, none can be waited for. */
  #hasWrapped = false;
  #max: number;
  #maxGivenUp: number;
  /** Ids whose answers may still come, for formats in which an answer looks like a request. */
  #givenUp: Set<number> = NO_IDS;

  constructor(owner: CallOwner, range: IdRange, max: number) {
    this.owner = owner;
    this.#range = range;
    this.#lastId = range.first - 1;
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
    return this.#calls.has(id) || this.#givenUp.has(id);
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
    const call = new PendingCall(this, this.#nextId(), type, reply, timeoutMs, signal);
    if (this.#calls === NO_CALLS) this.#calls = new Map();
    this.#calls.set(call.id, call);
    signal?.addEventListener('abort', call, { once: true });
    this.owner.timers.add(call, timeoutMs);
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
    this.owner.onGiveUp(call.type, call.id);
    call.reject(error);
  }

  /** The session has ended: fail all. Requests after flush number `flushed` were never sent. */
  rejectAll({ code, message, cause }: NetError, flushed: number): void {
    for (const call of this.#calls.values()) {
      const executed = call.flushNumber > flushed ? 'no' : 'maybe';
      this.reject(call.id, new NetError(code, message, { cause, executed }));
    }
  }

  /** Resolves when those that wait now have settled. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#calls.values()].map(({ promise }) => promise));
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
    this.#calls.delete(id);
    this.owner.timers.remove(call);
    call.signal?.removeEventListener('abort', call);
    return call;
  }

  /** Counts up inside this side's half, over and over; an id that is still waited for is skipped. */
  #nextId(): number {
    const { first, last } = this.#range;
    do {
      this.#hasWrapped ||= this.#lastId >= last;
      this.#lastId = this.#lastId >= last ? first : this.#lastId + 1;
    } while (this.#hasWrapped && this.expects(this.#lastId));
    return this.#lastId;
  }
}

/** One request that waits. It is its own timer and abort listener, so it needs no closure for them. */
class PendingCall extends Timer {
  readonly promise: Promise<unknown>;
  readonly id: number;
  readonly type: number;
  readonly reply: Codec<unknown>;
  readonly signal: AbortSignal | undefined;
  /** The flush that carries it; larger than the last one done while it is unsent. */
  flushNumber = 0;
  #resolve: (value: unknown) => void;
  #reject: (error: unknown) => void;
  #calls: PendingCalls;
  #timeoutMs: number;

  constructor(
    calls: PendingCalls,
    id: number,
    type: number,
    reply: Codec<unknown>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ) {
    super();
    this.#calls = calls;
    this.id = id;
    this.type = type;
    this.reply = reply;
    this.#timeoutMs = timeoutMs;
    this.signal = signal;
    this.promise = new Promise(capture);
    this.#resolve = captured.resolve;
    this.#reject = captured.reject;
  }

  answer(body: Uint8Array): void {
    try {
      this.#resolve(this.reply.decode(body));
    } catch (cause) {
      const text = `the answer to a request of type ${this.type} cannot be decoded`;
      this.#reject(new NetError('BAD_MESSAGE', text, { cause, executed: 'yes' }));
    }
  }

  reject(error: unknown): void {
    this.#reject(error);
  }

  override onTimeout(): void {
    const text = `no answer to a request of type ${this.type} within ${this.#timeoutMs} ms`;
    this.#calls.giveUp(this, new NetError('REQUEST_TIMEOUT', text, { executed: 'maybe' }));
  }

  handleEvent(): void {
    if (this.signal !== undefined) this.#calls.giveUp(this, cancelled(this.signal, 'maybe'));
  }
}

/** What the promise made last is settled with: one executor for all, instead of a closure for each. */
const captured = { resolve: (_value: unknown): void => {}, reject: (_error: unknown): void => {} };

function capture(resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
  captured.resolve = resolve;
  captured.reject = reject;
}

function cancelled(signal: AbortSignal, executed: 'no' | 'maybe'): NetError {
  return new NetError('CANCELLED', 'the request was cancelled', { cause: signal.reason, executed });
}

const MAX_GIVEN_UP = 1024;
const NO_CALLS: Map<number, PendingCall> = new Map();
const NO_IDS: Set<number> = new Set();
