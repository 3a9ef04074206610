import type { Codec } from './codec.ts';
import { NetError } from './errors.ts';

/** Who is told that nobody waits for a call any more. */
interface CallOwner {
  giveUp(call: PendingCall, error: NetError): void;
}

/** What a call asks, and for how long. */
interface CallTerms {
  readonly type: number;
  readonly reply: Codec<unknown>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** One request that waits. It listens to its signal itself, so it needs no closure for that. */
export class PendingCall {
  readonly promise: Promise<unknown>;
  readonly id: number;
  readonly type: number;
  readonly signal: AbortSignal | undefined;
  /** When its time is over, in whole milliseconds of the session's clock. */
  readonly dueAtMs: number;
  /** The flush that carries it; larger than the last one done while it is unsent. */
  flushNumber = 0;
  readonly #reply: Codec<unknown>;
  readonly #timeoutMs: number;
  readonly #owner: CallOwner;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  constructor(owner: CallOwner, id: number, terms: CallTerms, nowMs: number) {
    const { type, reply, timeoutMs, signal } = terms;
    this.id = id;
    this.type = type;
    this.signal = signal;
    this.dueAtMs = Math.ceil(nowMs + timeoutMs);
    this.#reply = reply;
    this.#timeoutMs = timeoutMs;
    this.#owner = owner;
    // A closure each: handing them over in one shared object costs more, as that one is old.
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  answer(body: Uint8Array): void {
    try {
      this.#resolve(this.#reply.decode(body));
    } catch (cause) {
      const text = `the answer to a request of type ${this.type} cannot be decoded`;
      this.#reject(new NetError('BAD_MESSAGE', text, { cause, executed: 'yes' }));
    }
  }

  reject(error: unknown): void {
    this.#reject(error);
  }

  /** Its time is over. */
  onTimeout(): void {
    const text = `no answer to a request of type ${this.type} within ${this.#timeoutMs} ms`;
    this.#owner.giveUp(this, new NetError('REQUEST_TIMEOUT', text, { executed: 'maybe' }));
  }

  /** Its signal is aborted. */
  handleEvent(): void {
    if (this.signal !== undefined) this.#owner.giveUp(this, cancelled(this.signal, 'maybe'));
  }
}

/** What the caller of a request is told whose signal is aborted. */
export function cancelled(signal: AbortSignal, executed: 'no' | 'maybe'): NetError {
  return new NetError('CANCELLED', 'the request was cancelled', { cause: signal.reason, executed });
}
