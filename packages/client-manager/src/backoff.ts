/** When to dial again. */
export interface BackoffOptions {
  /** The first wait after a loss is up to so long, so that not all clients come back at once. 1,000 ms. */
  readonly firstMs?: number | undefined;
  /** The second is up to twice this, the third up to four times, and so on. 500 ms. */
  readonly baseMs?: number | undefined;
  /** No wait is longer, unless the server asks for it. 30,000 ms. */
  readonly capMs?: number | undefined;
  /** A connection that held so long is healthy: the next loss starts from the beginning. 30,000 ms. */
  readonly stableMs?: number | undefined;
}

/**
 * Exponential back-off with full jitter: each wait is random between nothing and a bound that doubles.
 * Pure: it is told the time, and where chance comes from.
 */
export class Backoff {
  readonly #firstMs: number;
  readonly #baseMs: number;
  readonly #capMs: number;
  readonly #stableMs: number;
  readonly #random: () => number;
  #failures = 0;
  #readySinceMs: number | undefined;

  /** `random` returns numbers from 0 up to 1. */
  constructor(options: BackoffOptions, random: () => number) {
    this.#firstMs = options.firstMs ?? 1000;
    this.#baseMs = options.baseMs ?? 500;
    this.#capMs = options.capMs ?? 30_000;
    this.#stableMs = options.stableMs ?? 30_000;
    this.#random = random;
  }

  /** A connection stands. */
  onReady(nowMs: number): void {
    this.#readySinceMs = nowMs;
  }

  /** It is lost again. */
  onLost(nowMs: number): void {
    const heldMs = nowMs - (this.#readySinceMs ?? nowMs);
    if (heldMs >= this.#stableMs) this.#failures = 0;
    this.#readySinceMs = undefined;
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param floorMs what the server asks for: the wait is as long, or up to twice that.
   */
  next(floorMs = 0): number {
    const boundMs = this.#failures === 0 ? this.#firstMs : this.#baseMs * 2 ** this.#failures;
    this.#failures = Math.min(this.#failures + 1, MOST_DOUBLINGS);
    const waitMs = this.#random() * Math.min(this.#capMs, boundMs);
    return Math.max(waitMs, floorMs * (1 + this.#random()));
  }
}

const MOST_DOUBLINGS = 32;
