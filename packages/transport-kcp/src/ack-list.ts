/** What has to be acknowledged: the number and the time of each PUSH, in the order they came. */
export class AckList {
  #items: number[] = NOTHING;
  #length = 0;

  /** How many wait. */
  get length(): number {
    return this.#length;
  }

  /** Add one. */
  push(sn: number, ts: number): void {
    if (2 * this.#length === this.#items.length) this.#grow();
    this.#items[2 * this.#length] = sn;
    this.#items[2 * this.#length + 1] = ts;
    this.#length += 1;
  }

  /** The number of the one at `index`. */
  sn(index: number): number {
    return this.#items[2 * index]!;
  }

  /** The time of the one at `index`. */
  ts(index: number): number {
    return this.#items[2 * index + 1]!;
  }

  /** Forget them all. */
  clear(): void {
    this.#length = 0;
  }

  /** Let go of the memory when none waits. */
  trim(): void {
    if (this.#length === 0) this.#items = NOTHING;
  }

  #grow(): void {
    const held = this.#items;
    const length = Math.max(FIRST_LENGTH, 2 * held.length);
    this.#items = Array.from({ length }, (_, index) => held[index] ?? 0);
  }
}

/** Of all lists that are empty; nobody writes to it. */
const NOTHING: number[] = [];
/** Two for each: a typed array of so few would be three times as large. */
const FIRST_LENGTH = 4;
