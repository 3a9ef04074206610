import type { ReedSolomon } from './reed-solomon.ts';

/**
 * The parity shards of one group while its data shards come in, in any order. Nothing is kept of a
 * data shard, and four parity shards cost no more than one.
 */
export class ParitySums {
  readonly #code: ReedSolomon;
  readonly #quads: Int32Array[] = [];
  #length = 0;

  constructor(code: ReedSolomon) {
    this.#code = code;
  }

  /** Bytes of a parity shard: those of the longest data shard so far. */
  get length(): number {
    return this.#length;
  }

  /** Takes data shard `index` into account; shorter ones go on with zeros. */
  add(index: number, shard: Uint8Array): void {
    if (shard.length > this.#length) this.#growTo(shard.length);
    for (let quad = 0; quad < this.#quads.length; quad++) {
      this.#code.addData(index, shard, quad, this.#quads[quad]!);
    }
  }

  /** Adds parity shard `index`, of `length` bytes, to the beginning of `target`. */
  addTo(index: number, target: Uint8Array): void {
    const sums = this.#quads[index >> 2]!;
    const shift = 8 * (index & 3);
    for (let at = 0; at < this.#length; at++) target[at]! ^= sums[at]! >>> shift;
  }

  /** Begins another group. */
  clear(): void {
    for (const sums of this.#quads) sums.fill(0, 0, this.#length);
    this.#length = 0;
  }

  #growTo(length: number): void {
    this.#length = length;
    if (this.#quads.length > 0 && length <= this.#quads[0]!.length) return;
    for (let quad = 0; 4 * quad < this.#code.parityShards; quad++) {
      const sums = new Int32Array(roomFor(length));
      const before = this.#quads[quad];
      if (before !== undefined) sums.set(before);
      this.#quads[quad] = sums;
    }
  }
}

/** Small packets need little, and those that fill a datagram all that they ever will. */
function roomFor(length: number): number {
  return length <= SMALL ? SMALL : Math.max(LARGE, length);
}

const SMALL = 256;
const LARGE = 1500;
