/** Masking keys, drawn from a pool because asking the system for four bytes at a time costs much. */
export class MaskKeys {
  readonly #fill: (pool: Uint32Array) => void;
  readonly #pool = new Uint32Array(POOL);
  #next = POOL;

  /** @param fill overwrites the pool with bits that nobody can foresee. */
  constructor(fill: (pool: Uint32Array) => void) {
    this.#fill = fill;
  }

  /** 32 bits that were not handed out before. */
  next(): number {
    if (this.#next === POOL) {
      this.#fill(this.#pool);
      this.#next = 0;
    }
    return this.#pool[this.#next++]!;
  }
}

const POOL = 2048;
