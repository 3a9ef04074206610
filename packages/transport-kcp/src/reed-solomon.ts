import { NetError } from '@net/core';
import { multiply as product, power } from './galois-field.ts';
import { invert, type Matrix, multiply } from './matrix.ts';

/**
 * The Reed-Solomon code of kcp-go for a group of packets: `parityShards` are made from `dataShards`,
 * and any `dataShards` of them all give back the rest. One object serves all sessions.
 *
 * The coefficients are those of klauspost/reedsolomon by default (`buildMatrix` in reedsolomon.go):
 * row r, column c of a matrix is the byte r to the power of c; times the inverse of its upper square,
 * that square becomes the unit matrix, which leaves data as it is, and the rows below make parity.
 */
export class ReedSolomon {
  readonly dataShards: number;
  readonly parityShards: number;
  /** The coefficients: one row for each parity shard, one column for each data shard. */
  readonly rows: Matrix;
  /** For four parity shards at once and one data shard: the product of each byte with their four coefficients. */
  readonly #tables: readonly (readonly Int32Array[])[];

  /** @throws NetError `INVALID_OPTION` unless both are at least 1 and together at most 256. */
  constructor(dataShards: number, parityShards: number) {
    checkShards('dataShards', dataShards);
    checkShards('parityShards', parityShards);
    if (dataShards + parityShards > MAX_SHARDS) {
      const sum = `${dataShards} data and ${parityShards} parity shards`;
      throw new NetError('INVALID_OPTION', `${sum} are over the limit of ${MAX_SHARDS}`);
    }
    this.dataShards = dataShards;
    this.parityShards = parityShards;
    this.rows = parityRows(dataShards, parityShards);
    this.#tables = Array.from({ length: Math.ceil(parityShards / 4) }, (_, quad) =>
      quadTables(this.rows.slice(4 * quad, 4 * quad + 4)),
    );
  }

  /** All shards of a group. */
  get groupSize(): number {
    return this.dataShards + this.parityShards;
  }

  /**
   * Adds the part of data shard `index` to four parity shards, `4 * quad` and those after it.
   *
   * @param bytes the shard; it is taken to go on with zeros.
   * @param sums one element for each byte of a parity shard, its four bytes those of the four
   * shards, the lowest of the first one.
   */
  addData(index: number, bytes: Uint8Array, quad: number, sums: Int32Array): void {
    const table = this.#tables[quad]![index]!;
    for (let at = 0; at < bytes.length; at++) sums[at]! ^= table[bytes[at]!]!;
  }
}

function checkShards(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new NetError('INVALID_OPTION', `${name} is a whole number above 0, got ${String(value)}`);
}

function parityRows(dataShards: number, parityShards: number): Matrix {
  const rows = Array.from({ length: dataShards + parityShards }, (_, row) =>
    Uint8Array.from({ length: dataShards }, (_, column) => power(row, column)),
  );
  return multiply(rows.slice(dataShards), invert(rows.slice(0, dataShards)));
}

function quadTables(rows: Matrix): readonly Int32Array[] {
  return Array.from(rows[0]!, (_, index) =>
    Int32Array.from({ length: 256 }, (_, byte) =>
      rows.reduce((packed, row, at) => packed | (product(row[index]!, byte) << (8 * at)), 0),
    ),
  );
}

const MAX_SHARDS = 256;
