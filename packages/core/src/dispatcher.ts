import type { Clock } from './clock.ts';
import type { Codec } from './codec.ts';
import type { NetErrorCode } from './error-codes.ts';
import { NetError } from './errors.ts';
import { HandlerSlot, type ResultTarget, type SlotOwner } from './handler-slot.ts';
import type { Bounds } from './limits.ts';
import { type Message, MessageKind } from './message.ts';
import { MessageQueue } from './message-queue.ts';
import type { Requests } from './requests.ts';
import { RateWindow } from './rate-window.ts';
import type { Route, Routes } from './routes.ts';
import type { Stats } from './stats.ts';
import type { Timers } from './timers.ts';
import type { ConnectionKind } from './transport.ts';

/** Whose messages a dispatcher runs, and who is told what it does not settle itself. */
export interface DispatchTarget {
  readonly kind: ConnectionKind;
  /** Whether an answer can be sent now. While it cannot, no request starts. */
  readonly canAnswer: boolean;
  /** A packet that belongs to the session itself. @throws NetError what is wrong with it */
  onControl(message: Message): void;
  /** After `receive` had said `false`: there is room again. */
  onRoom(): void;
  /** Nothing runs and nothing waits any more. */
  onIdle(): void;
}

/** Who hears what became of messages. */
export interface DispatchResults extends ResultTarget {
  /** A message will not run; a request is answered so. */
  onRefused(message: Message, code: NetErrorCode, text: string): void;
}

/** What one session's dispatcher works with. */
export interface DispatchParts<S> {
  readonly routes: Routes<S>;
  readonly results: DispatchResults;
  readonly requests: Pick<Requests, 'expects' | 'settle' | 'size'>;
  /** Whether the packets tell a request from its answer: see `PacketFeatures.control`. */
  readonly hasControl: boolean;
}

/** What a dispatcher shares with those of other sessions, and its bounds: see `Limits`. */
export interface DispatchContext {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly stats: Stats;
  readonly bounds: Pick<Bounds, 'maxConcurrentRequests' | 'maxCancels' | 'handlerTimeoutMs'>;
}

/**
 * Where a session's messages go: answers to who waits for them, the others to their handlers, which
 * start in the order the messages came. One per session.
 *
 * A handler that returns no promise costs no promise, no slot and no queue.
 */
export class Dispatcher<S extends DispatchTarget> implements SlotOwner {
  /** Set while the session closes: requests are refused, so that those that run can finish. */
  isClosing = false;
  /** Set until the peer is known: only control packets pass. */
  isShut = false;
  readonly results: DispatchResults;
  readonly timers: Timers;
  readonly bounds: DispatchContext['bounds'];
  /** Whose messages these are: what handlers are called with. */
  readonly #session: S;
  readonly #routes: Routes<S>;
  readonly #requests: DispatchParts<S>['requests'];
  readonly #hasControl: boolean;
  readonly #context: DispatchContext;
  // Most sessions are idle, and share what is empty.
  #running: HandlerSlot[] = NO_SLOTS;
  #freeSlots: HandlerSlot[] = NO_SLOTS;
  #waiting: MessageQueue | undefined;
  #cancels: RateWindow | undefined;
  #wasFull = false;
  #isWaking = false;
  #isStopped = false;

  constructor(session: S, parts: DispatchParts<S>, context: DispatchContext) {
    this.#session = session;
    this.#routes = parts.routes;
    this.results = parts.results;
    this.#requests = parts.requests;
    this.#hasControl = parts.hasControl;
    this.timers = context.timers;
    this.bounds = context.bounds;
    this.#context = context;
  }

  /** Whether as many run or wait as may. */
  get isFull(): boolean {
    return this.size >= this.bounds.maxConcurrentRequests;
  }

  /** Messages that run or wait. */
  get size(): number {
    return this.#running.length + (this.#waiting?.size ?? 0);
  }

  /**
   * Settle the request that `message` answers, run it now or later, or refuse it.
   *
   * @returns `false` once too many wait: stop reading until `onRoom`.
   * @throws NetError when the peer breaks a rule or a limit.
   */
  receive(message: Message): boolean {
    switch (message.kind) {
      case Kind.Request:
        if (this.#hasControl || !this.#requests.expects(message.id)) return this.#dispatch(message);
        return this.#settle(message);
      case Kind.Push:
        return this.#dispatch(message);
      case Kind.Response:
      case Kind.Failure:
        return this.#settle(message);
      case Kind.Cancel:
        this.#onCancel(message.id);
        return true;
      default:
        this.#session.onControl(message);
        return true;
    }
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
    this.#report();
  }

  /** Forget what waits, and abort the signals of what runs. Nothing is reported any more. */
  stop(reason: NetError): void {
    this.#isStopped = true;
    this.#waiting?.clear();
    for (const slot of this.#running) slot.abandon(reason);
    this.#running = NO_SLOTS;
  }

  /** A handler's promise has settled, or its time is over. */
  release(slot: HandlerSlot, isReusable: boolean): void {
    this.#running.splice(this.#running.indexOf(slot), 1);
    if (isReusable) this.#freeSlots.push(slot);
    if (!this.#isStopped) this.wake();
  }

  #settle(message: Message): boolean {
    if (!this.#requests.settle(message)) this.#context.stats.lateAnswers++;
    return this.#requests.size > 0 || !this.isFull;
  }

  #dispatch(message: Message): boolean {
    if (this.#isStopped) return true;
    if (this.isShut) throw new NetError('AUTH_FAILED', 'a message came before the hello');
    if (this.isClosing) return this.#refuse(message, 'GOING_AWAY', 'the session is closing');
    const isFirst = this.#isFirst();
    const isIdle = isFirst && this.#running.length === 0;
    if (!isIdle && this.isFull && !this.#mayExceed(message)) return true;
    const route = this.#routes.find(message.type);
    if (isFirst && this.#mayStart(message, route)) {
      this.#run(message, route);
      if (this.#running.length === 0) return true;
    } else {
      this.#waiting ??= new MessageQueue();
      this.#waiting.push(message);
    }
    this.#wasFull = this.isFull;
    // While this side waits for answers it must go on reading, or they would never come.
    return !this.#wasFull || this.#requests.size > 0;
  }

  /** Whether no message is before one that comes now. */
  #isFirst(): boolean {
    return !this.#isWaking && (this.#waiting === undefined || this.#waiting.size === 0);
  }

  #mayStart(message: Message, route: Route<S> | undefined): boolean {
    if (message.kind === Kind.Request && !this.#session.canAnswer) return false;
    return this.#running.length === 0 || this.#running.length < (route?.concurrency ?? 1);
  }

  #run(message: Message, route: Route<S> | undefined): void {
    try {
      if (route === undefined) throw unknownCommand(message);
      const result = route.run(message, this.#session);
      if (isPromise(result)) this.#watch(message, result, route.reply);
      else this.results.onResult(message, result, route.reply);
    } catch (error) {
      this.results.onError(message, error);
    }
  }

  #watch(message: Message, result: PromiseLike<unknown>, reply: Codec<unknown> | undefined): void {
    if (this.#running === NO_SLOTS) [this.#running, this.#freeSlots] = [[], []];
    const slot = this.#freeSlots.pop() ?? new HandlerSlot(this);
    this.#running.push(slot);
    slot.watch(message, result, reply);
  }

  #runQueue(): void {
    const waiting = this.#waiting;
    for (let message = waiting?.first; message !== undefined; message = waiting?.first) {
      const route = this.#routes.find(message.type);
      if (!message.isCancelled && !this.#mayStart(message, route)) return;
      waiting?.shift();
      if (!message.isCancelled) this.#run(message, route);
    }
  }

  #report(): void {
    if (this.#wasFull && !this.isFull) {
      this.#wasFull = false;
      this.#session.onRoom();
    }
    if (this.size === 0) this.#session.onIdle();
  }

  /** Reading could not stop in time. A request is refused; a message may wait, up to a point. */
  #mayExceed(message: Message): boolean {
    const { maxConcurrentRequests } = this.bounds;
    const isDatagram = this.#session.kind === 'datagram';
    if (isDatagram || (message.kind === Kind.Request && this.#hasControl)) {
      const text = `${maxConcurrentRequests} messages of this session run or wait already`;
      this.#refuse(message, 'TOO_MANY_REQUESTS', text);
      return false;
    }
    const most = EXCESS * maxConcurrentRequests;
    if (this.size < most) return true;
    throw new NetError(
      'OVERLOADED',
      `${most} messages of this session wait, and it cannot be paused`,
    );
  }

  #refuse(message: Message, code: NetErrorCode, text: string): true {
    this.results.onRefused(message, code, text);
    return true;
  }

  /** The caller of request `id` gave up: its handler is told, and one that waits never runs. */
  #onCancel(id: number): void {
    const { maxCancels } = this.bounds;
    this.#cancels ??= new RateWindow(maxCancels, CANCEL_WINDOW_MS);
    if (!this.#cancels.add(this.#context.clock.now())) {
      throw new NetError('CANCEL_FLOOD', `more than ${maxCancels} cancels in ten seconds`);
    }
    const reason = new NetError('CANCELLED', 'the caller gave up');
    for (const { message } of this.#running) if (message?.id === id) message.cancel(reason);
    this.#waiting?.cancel(id, reason);
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

// A constant of this module: decision 18.
const Kind = MessageKind;
const NO_SLOTS: HandlerSlot[] = [];
const EXCESS = 8;
const CANCEL_WINDOW_MS = 10_000;
