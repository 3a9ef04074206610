import { type Clock, NetError, type Session } from '@net/core';

/** Requests made while there is no session. */
export interface QueueOptions {
  /** How many may wait; over it: `TOO_MANY_PENDING`. 1,024. */
  readonly maxRequests?: number | undefined;
  /** How many bytes the bodies of those that wait may have; over it: `TOO_MANY_PENDING`. 1 MiB. */
  readonly maxBytes?: number | undefined;
  /** How long each may wait; then `REQUEST_TIMEOUT`, whose `executed` is `'no'`. 30,000 ms. */
  readonly ttlMs?: number | undefined;
}

/** A bounded queue of those who wait for a session. Each settles once. */
export class WaitingRequests {
  readonly #clock: Clock;
  readonly #maxRequests: number;
  readonly #maxBytes: number;
  readonly #ttlMs: number;
  readonly #waiting = new Set<Waiting>();
  #bytes = 0;
  #over: NetError | undefined;

  constructor(options: QueueOptions, clock: Clock) {
    const { maxRequests = 1024, maxBytes = MEBIBYTE, ttlMs = 30_000 } = options;
    this.#clock = clock;
    this.#maxRequests = maxRequests;
    this.#maxBytes = maxBytes;
    this.#ttlMs = ttlMs;
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves with the next session that stands.
   *
   * @param bytes what is held meanwhile.
   * @throws NetError `TOO_MANY_PENDING`, `REQUEST_TIMEOUT`, `CANCELLED`, or what ended the client;
   * nothing has been sent then.
   */
  wait(timeoutMs: number, signal: AbortSignal | undefined, bytes = 0): Promise<Session> {
    if (this.#over !== undefined) return Promise.reject(this.#over);
    if (signal?.aborted === true) return Promise.reject(cancelled(signal));
    const refusal = this.#refusalOf(bytes);
    if (refusal !== undefined) {
      return Promise.reject(new NetError('TOO_MANY_PENDING', refusal));
    }
    return new Promise((resolve, reject) => {
      const waitMs = Math.min(timeoutMs, this.#ttlMs);
      const text = `there was no connection within ${Math.round(waitMs)} ms`;
      const stop = this.#clock.after(waitMs, () =>
        this.#settle(waiting, () => reject(new NetError('REQUEST_TIMEOUT', text))),
      );
      const onAbort = (): void => {
        if (signal !== undefined) this.#settle(waiting, () => reject(cancelled(signal)));
      };
      const waiting: Waiting = { resolve, reject, stop, onAbort, signal, bytes };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
      this.#bytes += bytes;
    });
  }

  /** A session stands: all go on, in the order they came. */
  release(session: Session): void {
    for (const waiting of this.#waiting) this.#settle(waiting, () => waiting.resolve(session));
  }

  /** There will be none: whoever waits fails with `error`, and whoever comes later. */
  end(error: NetError): void {
    this.#over = error;
    for (const waiting of this.#waiting) this.#settle(waiting, () => waiting.reject(error));
  }

  /** Why no more may wait that hold so much, if that is so. */
  #refusalOf(bytes: number): string | undefined {
    if (this.#waiting.size >= this.#maxRequests) {
      return `${this.#maxRequests} requests wait for a connection already, the limit`;
    }
    const heldBytes = this.#bytes + bytes;
    if (heldBytes <= this.#maxBytes) return undefined;
    return `requests of ${heldBytes} bytes would wait for a connection, the limit is ${this.#maxBytes}`;
  }

  #settle(waiting: Waiting, settle: () => void): void {
    if (!this.#waiting.delete(waiting)) return;
    this.#bytes -= waiting.bytes;
    waiting.stop();
    waiting.signal?.removeEventListener('abort', waiting.onAbort);
    settle();
  }
}

interface Waiting {
  readonly resolve: (session: Session) => void;
  readonly reject: (error: NetError) => void;
  readonly stop: () => void;
  readonly onAbort: () => void;
  readonly signal: AbortSignal | undefined;
  readonly bytes: number;
}

function cancelled(signal: AbortSignal): NetError {
  return new NetError('CANCELLED', 'the request was cancelled', { cause: signal.reason });
}

const MEBIBYTE = 1024 * 1024;
