import type { Codec } from './codec.ts';
import { NetError } from './errors.ts';
import type { Bounds } from './limits.ts';
import type { Message } from './message.ts';
import { Timer } from './timer-wheel.ts';
import type { Timers } from './timers.ts';

/** What a slot needs of its dispatcher. */
export interface SlotOwner {
  readonly results: ResultTarget;
  readonly timers: Timers;
  readonly bounds: Pick<Bounds, 'handlerTimeoutMs'>;
  /** A handler's promise has settled, or its time is over. */
  release(slot: HandlerSlot, isReusable: boolean): void;
}

/** Who hears what became of a message. */
export interface ResultTarget {
  /** A handler has finished; `reply` codes its result, unless the message is not answered. */
  onResult(message: Message, result: unknown, reply: Codec<unknown> | undefined): void;
  onError(message: Message, error: unknown): void;
}

/** A place for one running handler, used again and again: so no closure is made per message. */
export class HandlerSlot extends Timer {
  /** What its handler works on; `undefined` while it is free. */
  message: Message | undefined;
  #reply: Codec<unknown> | undefined;
  #owner: SlotOwner;

  constructor(owner: SlotOwner) {
    super();
    this.#owner = owner;
  }

  /** Report what becomes of `result`, and then give the slot back. */
  watch(message: Message, result: PromiseLike<unknown>, reply: Codec<unknown> | undefined): void {
    this.message = message;
    this.#reply = reply;
    const { timers, bounds } = this.#owner;
    if (bounds.handlerTimeoutMs !== Infinity) timers.add(this, bounds.handlerTimeoutMs);
    // Of a promise it is the promise itself; whatever else has a `then` may throw, or call twice.
    Promise.resolve(result).then(this.#onResult, this.#onError);
  }

  /** The handler goes on, but nobody waits for it. */
  abandon(reason: NetError): void {
    const { message } = this;
    this.message = undefined;
    this.#owner.timers.remove(this);
    message?.cancel(reason);
  }

  override onTimeout(): void {
    const { message } = this;
    if (message === undefined) return;
    const { results, bounds } = this.#owner;
    const text = `a handler ran for ${bounds.handlerTimeoutMs} ms, the limit`;
    const error = new NetError('HANDLER_TIMEOUT', text);
    results.onError(message, error);
    this.abandon(error);
    // Its promise may still settle and call this slot, which therefore must not be used again.
    this.#owner.release(this, false);
  }

  #onResult = (result: unknown): void => {
    const { message } = this;
    if (message === undefined) return;
    const { results } = this.#owner;
    try {
      results.onResult(message, result, this.#reply);
    } catch (error) {
      results.onError(message, error);
    }
    this.#free();
  };

  #onError = (error: unknown): void => {
    const { message } = this;
    if (message === undefined) return;
    this.#owner.results.onError(message, error);
    this.#free();
  };

  #free(): void {
    this.message = undefined;
    this.#owner.timers.remove(this);
    this.#owner.release(this, true);
  }
}
