import { checkType } from './check-type.ts';
import { raw, type CallType } from './codec.ts';
import { NetError } from './errors.ts';
import type { Bounds } from './limits.ts';
import { type Message, MessageKind } from './message.ts';
import type { Outbox } from './outbox.ts';
import { type CallOwner, PendingCalls } from './pending-calls.ts';
import type { IdRange, Protocol } from './protocol.ts';
import type { RequestOptions } from './session.ts';
import { sharedHeader } from './shared-header.ts';
import type { Timers } from './timers.ts';

/** What requests share with those of other sessions, and their bounds. */
interface RequestsContext {
  readonly protocol: Protocol;
  readonly timers: Timers;
  readonly bounds: Pick<Bounds, 'maxPendingRequests' | 'requestTimeoutMs'>;
}

/** Where answers come in. */
interface AnswerReader {
  /** A handler waits for an answer, which must be read even if the dispatcher is full. */
  keepReading(): void;
}

/** What a session asks its peer, and waits for. */
export class Requests implements CallOwner {
  readonly timers: Timers;
  readonly #context: RequestsContext;
  readonly #outbox: Outbox;
  readonly #ids: IdRange;
  readonly #lastId: number | undefined;
  /** Made with the first request: most sessions of a server never ask. */
  #calls: PendingCalls | undefined;
  #isStopped = false;

  /** @param lastId the ids of requests begin after it, by default with the first of `ids`. */
  constructor(outbox: Outbox, ids: IdRange, context: RequestsContext, lastId?: number) {
    this.timers = context.timers;
    this.#context = context;
    this.#outbox = outbox;
    this.#ids = ids;
    this.#lastId = lastId;
  }

  /** How many wait. */
  get size(): number {
    return this.#calls === undefined ? 0 : this.#calls.size;
  }

  /** See `PendingCalls`. */
  expects(id: number): boolean {
    return this.#calls !== undefined && this.#calls.expects(id);
  }

  /** See `PendingCalls`. */
  settle(answer: Message): boolean {
    return this.#calls !== undefined && this.#calls.settle(answer);
  }

  /** Resolves when those that wait now have settled. */
  async settled(): Promise<void> {
    await this.#calls?.settled();
  }

  /** Send a request; `inbox` goes on reading so that its answer can come. */
  start<Q, R>(
    type: CallType<Q, R>,
    value: Q,
    options: RequestOptions,
    inbox: AnswerReader,
  ): Promise<R> {
    const { protocol, bounds } = this.#context;
    const { correlation, control } = protocol.packets.features;
    if (!correlation) throw noRequests(protocol.name);
    checkType(type.type, protocol);
    const { timeoutMs = bounds.requestTimeoutMs, signal } = options;
    checkTimeout(timeoutMs);
    this.#calls ??= new PendingCalls(this, this.#ids, bounds.maxPendingRequests, this.#lastId);
    const call = this.#calls.add(type.type, type.reply, timeoutMs, signal);
    call.flushNumber = this.#outbox.flushes + 1;
    try {
      const deadlineMs = control ? Math.min(Math.ceil(timeoutMs), MAX_DEADLINE_MS) : 0;
      const header = sharedHeader(MessageKind.Request, type.type, call.id, deadlineMs, options);
      this.#outbox.write(header, type.codec, value);
      inbox.keepReading();
    } catch (error) {
      this.#calls.reject(call.id, error);
    }
    // What settles it is the reply codec's own output, an R.
    return call.promise as Promise<R>;
  }

  onGiveUp(type: number, id: number): void {
    if (!this.#context.protocol.packets.features.control || this.#isStopped) return;
    this.#outbox.write(sharedHeader(MessageKind.Cancel, type, id, 0), raw(), NOTHING);
  }

  /** The session has ended: all that wait fail with `reason`. */
  stop(reason: NetError): void {
    this.#isStopped = true;
    this.#calls?.rejectAll(reason, this.#outbox.flushes);
  }
}

function noRequests(protocol: string): NetError {
  return new NetError(
    'UNSUPPORTED',
    `${protocol} has no correlation id, so it cannot carry requests`,
  );
}

function checkTimeout(timeoutMs: number): void {
  if (timeoutMs > 0 && Number.isFinite(timeoutMs)) return;
  throw new TypeError(`timeoutMs is a number above 0, got ${timeoutMs}`);
}

const NOTHING = new Uint8Array(0);
const MAX_DEADLINE_MS = 0xffffffff;
