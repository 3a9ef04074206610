/** Says when to repeat something until it is answered: the waits double. Pure. */
export class Backoff {
  readonly #firstMs: number;
  readonly #mostMs: number;
  #waitMs = 0;
  #dueMs = Infinity;

  constructor(firstMs: number, mostMs: number) {
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
  }

  /** When to repeat it; `Infinity` while nothing is to be repeated. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** It was done, and is to be repeated. */
  onDone(nowMs: number): void {
    this.#waitMs = this.#waitMs === 0 ? this.#firstMs : Math.min(2 * this.#waitMs, this.#mostMs);
    this.#dueMs = nowMs + this.#waitMs;
  }

  /** It was answered. */
  stop(): void {
    this.#dueMs = Infinity;
  }
}
