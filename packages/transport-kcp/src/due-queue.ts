/** What waits in a `DueQueue`. The queue alone writes to both fields. */
export interface DueItem {
  /** When it is due; `Infinity` when it is not in the queue. */
  queuedMs: number;
  /** Where it stands in the queue. */
  queueIndex: number;
}

/** Items by the time at which they are due: a binary heap. */
export class DueQueue<Item extends DueItem> {
  readonly #heap: Item[] = [];

  /** The item that is due first. */
  get first(): Item | undefined {
    return this.#heap[0];
  }

  /** Put `item` where `dueMs` says, whether it is in the queue or not; `Infinity` takes it out. */
  set(item: Item, dueMs: number): void {
    if (dueMs === Infinity) return this.#remove(item);
    if (item.queuedMs === Infinity) {
      item.queueIndex = this.#heap.length;
      this.#heap.push(item);
    }
    item.queuedMs = dueMs;
    this.#sink(this.#rise(item));
  }

  #remove(item: Item): void {
    if (item.queuedMs === Infinity) return;
    const last = this.#heap.pop();
    item.queuedMs = Infinity;
    if (last === undefined || last === item) return;
    this.#place(last, item.queueIndex);
    this.#sink(this.#rise(last));
  }

  #rise(item: Item): Item {
    while (item.queueIndex > 0) {
      const parent = this.#heap[(item.queueIndex - 1) >> 1]!;
      if (parent.queuedMs <= item.queuedMs) break;
      this.#swap(item, parent);
    }
    return item;
  }

  #sink(item: Item): void {
    for (;;) {
      const child = this.#earlierChild(item.queueIndex);
      if (child === undefined || child.queuedMs >= item.queuedMs) return;
      this.#swap(item, child);
    }
  }

  #earlierChild(index: number): Item | undefined {
    const left = this.#heap[2 * index + 1];
    const right = this.#heap[2 * index + 2];
    if (left === undefined || right === undefined) return left;
    return left.queuedMs <= right.queuedMs ? left : right;
  }

  #swap(one: Item, other: Item): void {
    const index = one.queueIndex;
    this.#place(one, other.queueIndex);
    this.#place(other, index);
  }

  #place(item: Item, index: number): void {
    this.#heap[index] = item;
    item.queueIndex = index;
  }
}
