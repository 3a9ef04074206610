/** What has to be acknowledged: the number and the time of each PUSH, in the order they came. */
export class AckList {
  #items: Int32Array = NOTHING;
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
    const items = new Int32Array(Math.max(FIRST_LENGTH, 2 * this.#items.length));
    items.set(this.#items);
    this.#items = items;
  }
}

const NOTHING = new Int32Array(0);
const FIRST_LENGTH = 16;
