/** Things with a time each, taken in the order of their time; equal times as they came. */
export class DelayedQueue<T> {
  /** From `#head` on, the earliest first. */
  #waiting: Delayed<T>[] = [];
  #head = 0;

  /** When the next one is due; `undefined` when there is none. */
  get nextAtMs(): number | undefined {
    return this.#waiting[this.#head]?.atMs;
  }

  push(atMs: number, item: T): void {
    this.#waiting.splice(this.#placeFor(atMs), 0, { atMs, item });
  }

  /** Take the next one if it is due at `nowMs`. */
  take(nowMs: number): T | undefined {
    const next = this.#waiting[this.#head];
    if (next === undefined || next.atMs > nowMs) return undefined;
    this.#head += 1;
    this.#tidy();
    return next.item;
  }

  /** Take everything, due or not. */
  clear(): T[] {
    const items = this.#waiting.slice(this.#head).map(({ item }) => item);
    this.#waiting = [];
    this.#head = 0;
    return items;
  }

  /** Behind all that are not later; most come last. */
  #placeFor(atMs: number): number {
    let [low, high] = [this.#head, this.#waiting.length];
    if (high > low && this.#waiting[high - 1]!.atMs <= atMs) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#waiting[middle]!.atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Drop what was taken once it is the larger part, so that taking costs the same for any length. */
  #tidy(): void {
    if (this.#head < TIDY_AT || this.#head * 2 < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }
}

interface Delayed<T> {
  readonly atMs: number;
  readonly item: T;
}

const TIDY_AT = 64;
