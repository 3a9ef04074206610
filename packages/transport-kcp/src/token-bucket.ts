/** A rate with a burst: `perSecond` tokens flow in, and at most `burst` are kept. Pure. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #sinceMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#sinceMs = nowMs;
  }

  /** Whether there was a token to take. */
  tryTake(nowMs: number): boolean {
    if (this.#perMs === Infinity) return true;
    this.#tokens = Math.min(this.#burst, this.#tokens + (nowMs - this.#sinceMs) * this.#perMs);
    this.#sinceMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Whether a new one would be the same. */
  isFull(nowMs: number): boolean {
    return this.#tokens + (nowMs - this.#sinceMs) * this.#perMs >= this.#burst;
  }
}
