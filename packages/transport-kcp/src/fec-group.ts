import { addProduct } from './galois-field.ts';
import { invert } from './matrix.ts';
import { ParitySums } from './parity-sums.ts';
import type { ReedSolomon } from './reed-solomon.ts';

/**
 * What has arrived of one group, at most as many shards as there are data shards. It keeps copies:
 * whoever gets the segments of a data packet may write into them.
 */
export class FecGroup {
  readonly #code: ReedSolomon;
  /** By position, data first; `undefined` where nothing has arrived. */
  #shards: (Uint8Array | undefined)[] = [];
  #shardCount = 0;
  #dataCount = 0;
  #isDone = false;

  constructor(code: ReedSolomon) {
    this.#code = code;
  }

  /**
   * Takes a shard in. A repeated one, or one of a group that has all its data, changes nothing.
   *
   * @returns the data shards that were missing, once they can be rebuilt; as long as the longest
   * shard, and whatever they happen to be when someone made a shard up.
   */
  add(position: number, shard: Uint8Array): readonly Uint8Array[] {
    if (this.#isDone || this.#shards[position] !== undefined) return NONE;
    // Not `slice`: that of a Node buffer copies nothing.
    this.#shards[position] = new Uint8Array(shard);
    this.#shardCount += 1;
    if (position < this.#code.dataShards) this.#dataCount += 1;
    if (this.#shardCount < this.#code.dataShards) return NONE;
    const rebuilt = this.#dataCount === this.#code.dataShards ? NONE : this.#rebuild();
    this.#isDone = true;
    this.#shards = [];
    return rebuilt;
  }

  /**
   * What the parity that arrived differs in from parity without the missing shards is their part in
   * it: as many equations as there are shards missing, so no more than a small matrix is inverted.
   */
  #rebuild(): readonly Uint8Array[] {
    const missing = this.#missing();
    const length = this.#shards.reduce((most, shard) => Math.max(most, shard?.length ?? 0), 0);
    const rows = this.#parityRows();
    const differences = this.#differences(rows, length);
    const coefficients = rows.map((row) =>
      Uint8Array.from(missing, (at) => this.#code.rows[row]![at]!),
    );
    return invert(coefficients).map((row) => {
      const shard = new Uint8Array(length);
      for (const [at, factor] of row.entries()) addProduct(shard, factor, differences[at]!, length);
      return shard;
    });
  }

  #missing(): readonly number[] {
    const positions = Array.from({ length: this.#code.dataShards }, (_, position) => position);
    return positions.filter((position) => this.#shards[position] === undefined);
  }

  /** Which parity shards arrived; with the data shards they are just enough. */
  #parityRows(): readonly number[] {
    const rows = Array.from(this.#code.rows, (_, row) => row);
    return rows.filter((row) => this.#shards[this.#code.dataShards + row] !== undefined);
  }

  #differences(rows: readonly number[], length: number): readonly Uint8Array[] {
    const sums = new ParitySums(this.#code);
    for (let position = 0; position < this.#code.dataShards; position++) {
      const shard = this.#shards[position];
      if (shard !== undefined) sums.add(position, shard);
    }
    return rows.map((row) => {
      const difference = new Uint8Array(length);
      difference.set(this.#shards[this.#code.dataShards + row]!);
      sums.addTo(row, difference);
      return difference;
    });
  }
}

const NONE: readonly Uint8Array[] = [];
