/** What has an id by which it is found again. */
interface Numbered {
  readonly id: number;
}

/**
 * Finds what waits by its id, by one look into an array: ids are given in turn, so those that are in use
 * are close together and rarely want the same place. Costs no hashing, and no garbage for each id.
 */
export class CallRing<C extends Numbered> {
  #places: (C | undefined)[] = NO_PLACES;
  #size = 0;
  #refusals = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  get(id: number): C | undefined {
    const call = this.#places[id & (this.#places.length - 1)];
    return call !== undefined && call.id === id ? call : undefined;
  }

  /**
   * Whether `add` may be called with `id`. It may not while that id is here, nor where another has its
   * place; but those that ask for one id after the other are not kept waiting for long.
   */
  hasPlaceFor(id: number): boolean {
    const holder = this.#places[id & (this.#places.length - 1)];
    if (holder === undefined) return true;
    this.#refusals++;
    if (this.#refusals > this.#places.length) this.#grow();
    return false;
  }

  /** Make room for one more: at least every other place is free then. */
  reserve(): void {
    this.#refusals = 0;
    if (2 * this.#size >= this.#places.length) this.#grow();
  }

  /** Add `call`, whose place is not taken. */
  add(call: C): void {
    this.#put(call);
    this.#size++;
  }

  /** Remove `call`, which is here. */
  remove({ id }: C): void {
    this.#places[id & (this.#places.length - 1)] = undefined;
    this.#size--;
  }

  /** All of them, in no order. */
  values(): C[] {
    return this.#places.filter((call) => call !== undefined);
  }

  #grow(): void {
    const before = this.#places;
    const length = Math.max(SMALLEST, 2 * before.length);
    this.#places = Array.from({ length }, () => undefined);
    this.#refusals = 0;
    // Whoever had a place alone has one alone among twice as many.
    for (const call of before) if (call !== undefined) this.#put(call);
  }

  #put(call: C): void {
    this.#places[call.id & (this.#places.length - 1)] = call;
  }
}

const NO_PLACES: never[] = [];
/** A power of two, as every number of places is. */
const SMALLEST = 16;
