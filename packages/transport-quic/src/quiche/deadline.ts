/**
 * A timer that is set anew after each packet. Only an earlier time costs a timer: a later one is
 * noticed when the timer fires too soon. Does not keep the process alive.
 */
export class Deadline {
  readonly #onExpiry: () => void;
  #dueAtMs = Infinity;
  #firesAtMs = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(onExpiry: () => void) {
    this.#onExpiry = onExpiry;
  }

  /**
   * Expire in `wholeMs` from now, and at no other time. `null`: never. It was rounded down, and quiche
   * does nothing before its time: so it is one more.
   */
  set(wholeMs: number | null): void {
    if (wholeMs === null) return this.clear();
    const delayMs = wholeMs + 1;
    const nowMs = performance.now();
    this.#dueAtMs = nowMs + delayMs;
    if (this.#dueAtMs < this.#firesAtMs) this.#start(delayMs, nowMs);
  }

  /** Never expire. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dueAtMs = this.#firesAtMs = Infinity;
  }

  #start(delayMs: number, nowMs: number): void {
    clearTimeout(this.#timer);
    this.#firesAtMs = nowMs + delayMs;
    this.#timer = setTimeout(this.#onTimer, delayMs).unref();
  }

  readonly #onTimer = (): void => {
    const nowMs = performance.now();
    const leftMs = this.#dueAtMs - nowMs;
    this.#firesAtMs = Infinity;
    if (leftMs > EARLY_MS) return this.#start(Math.max(1, leftMs), nowMs);
    this.#dueAtMs = Infinity;
    this.#onExpiry();
  };
}

/** Node's timers may fire this much before their time. */
const EARLY_MS = 1;
