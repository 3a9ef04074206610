import type { Codec } from './codec.ts';
import { NetError } from './errors.ts';
import { HandlerSlot, type ResultTarget, type SlotOwner } from './handler-slot.ts';
import type { Bounds } from './limits.ts';
import { type Message, MessageKind } from './message.ts';
import type { Route, Routes } from './routes.ts';
import type { Timers } from './timers.ts';

/** Whose messages a dispatcher runs. */
export interface DispatchTarget {
  /** Whether an answer can be sent now. While it cannot, no request starts. */
  readonly canAnswer: boolean;
  /** After `dispatch` had said `false`: there is room again. */
  onRoom(): void;
  /** Nothing runs and nothing waits any more. */
  onIdle(): void;
}

/** The bounds of one session's dispatcher: see `Limits`. */
type DispatchBounds = Pick<Bounds, 'maxConcurrentRequests' | 'handlerTimeoutMs'>;

/**
 * Decides when a session's messages run: they start in the order they came. One per session.
 *
 * A handler that returns no promise costs no promise, no slot and no queue.
 */
export class Dispatcher<S extends DispatchTarget> implements SlotOwner {
  /** Whose messages these are: what handlers are called with. */
  readonly session: S;
  /** Who hears what became of them. */
  readonly results: ResultTarget;
  readonly timers: Timers;
  #routes: Routes<S>;
  readonly bounds: DispatchBounds;
  #running: HandlerSlot[] = [];
  #freeSlots: HandlerSlot[] = [];
  #waiting: Message[] = [];
  /** Where the queue's head is: `Array.shift` would move the whole queue for each message. */
  #head = 0;
  #wasFull = false;
  #isWaking = false;
  #isStopped = false;

  constructor(
    session: S,
    results: ResultTarget,
    routes: Routes<S>,
    timers: Timers,
    bounds: DispatchBounds,
  ) {
    this.session = session;
    this.results = results;
    this.#routes = routes;
    this.timers = timers;
    this.bounds = bounds;
  }

  /** Whether `dispatch` would rather not be called. */
  get isFull(): boolean {
    return this.size >= this.bounds.maxConcurrentRequests;
  }

  /** Messages that run or wait. */
  get size(): number {
    return this.#running.length + this.#waiting.length - this.#head;
  }

  /** Run `message` now or later. @returns `false` once too many wait: stop reading until `onRoom`. */
  dispatch(message: Message): boolean {
    if (this.#isStopped) return true;
    const hasQueue = this.#head < this.#waiting.length;
    const route = this.#routes.find(message.type);
    if (!hasQueue && !this.#isWaking && this.#mayStart(message, route)) {
      this.#run(message, route);
      if (this.#running.length === 0) return true;
    } else {
      this.#waiting.push(message);
    }
    this.#wasFull = this.isFull;
    return !this.#wasFull;
  }

  /** Look again whether the head of the queue may start. */
  wake(): void {
    // A handler that is run from here may cause more to be read, which waits until it has returned.
    if (this.#isWaking) return;
    this.#isWaking = true;
    try {
      this.#runQueue();
    } finally {
      this.#isWaking = false;
    }
    this.#compact();
    this.#report();
  }

  /** Tell the handler of request `id` that its caller gave up; one that waits never runs. */
  cancel(id: number, reason: NetError): void {
    for (const { message } of this.#running) if (message?.id === id) message.cancel(reason);
    for (let at = this.#head; at < this.#waiting.length; at++) {
      const message = this.#waiting[at]!;
      if (message.id === id) message.cancel(reason);
    }
  }

  /** Forget what waits, and abort the signals of what runs. Nothing is reported any more. */
  stop(reason: NetError): void {
    this.#isStopped = true;
    this.#waiting = [];
    this.#head = 0;
    for (const slot of this.#running) slot.abandon(reason);
    this.#running = [];
  }

  /** A handler's promise has settled, or its time is over. */
  release(slot: HandlerSlot, isReusable: boolean): void {
    this.#running.splice(this.#running.indexOf(slot), 1);
    if (isReusable) this.#freeSlots.push(slot);
    if (!this.#isStopped) this.wake();
  }

  #runQueue(): void {
    while (this.#head < this.#waiting.length) {
      const message = this.#waiting[this.#head]!;
      const route = this.#routes.find(message.type);
      if (!message.isCancelled && !this.#mayStart(message, route)) return;
      this.#head++;
      if (!message.isCancelled) this.#run(message, route);
    }
  }

  #mayStart(message: Message, route: Route<S> | undefined): boolean {
    if (message.kind === MessageKind.Request && !this.session.canAnswer) return false;
    return this.#running.length === 0 || this.#running.length < (route?.concurrency ?? 1);
  }

  #run(message: Message, route: Route<S> | undefined): void {
    try {
      if (route === undefined) throw unknownCommand(message);
      const result = route.run(message, this.session);
      if (isPromise(result)) this.#watch(message, result, route.reply);
      else this.results.onResult(message, result, route.reply);
    } catch (error) {
      this.results.onError(message, error);
    }
  }

  #watch(message: Message, result: PromiseLike<unknown>, reply: Codec<unknown> | undefined): void {
    const slot = this.#freeSlots.pop() ?? new HandlerSlot(this);
    this.#running.push(slot);
    slot.watch(message, result, reply);
  }

  #compact(): void {
    if (this.#head === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#head = 0;
    } else if (this.#head > COMPACT_AT) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #report(): void {
    if (this.#wasFull && !this.isFull) {
      this.#wasFull = false;
      this.session.onRoom();
    }
    if (this.size === 0) this.session.onIdle();
  }
}

function unknownCommand({ type }: Message): NetError {
  return new NetError('UNKNOWN_COMMAND', `no handler for messages of type ${type}`);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  // One lookup, not `in` and then a read: this runs for every message.
  return typeof (value as { then?: unknown }).then === 'function';
}

const COMPACT_AT = 1024;
