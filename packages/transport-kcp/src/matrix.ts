import { inverse, multiply as product } from './galois-field.ts';

/** Rows of elements of the field in galois-field.ts. */
export type Matrix = readonly Uint8Array[];

/** The product of two matrices, of which `left` has as many columns as `right` has rows. */
export function multiply(left: Matrix, right: Matrix): Matrix {
  return left.map((row) => {
    const sum = new Uint8Array(right[0]!.length);
    for (const [at, factor] of row.entries()) addMultiple(sum, factor, right[at]!);
    return sum;
  });
}

/** The inverse of a square matrix, by elimination (Gauss and Jordan). @throws Error for one that has none. */
export function invert(matrix: Matrix): Matrix {
  const size = matrix.length;
  const work = matrix.map((row, at) => withUnitRow(row, at));
  for (let column = 0; column < size; column++) {
    const pivot = takePivot(work, column);
    scale(pivot, inverse(pivot[column]!));
    for (const row of work) {
      if (row !== pivot) addMultiple(row, row[column]!, pivot);
    }
  }
  return work.map((row) => row.subarray(size));
}

/** The row, and beside it that of the unit matrix, which becomes the inverse's. */
function withUnitRow(row: Uint8Array, at: number): Uint8Array {
  const wide = new Uint8Array(2 * row.length);
  wide.set(row);
  wide[row.length + at] = 1;
  return wide;
}

/** Moves a row with something in `column` to its place on the diagonal, and returns it. */
function takePivot(rows: Uint8Array[], column: number): Uint8Array {
  for (let at = column; at < rows.length; at++) {
    const row = rows[at]!;
    if (row[column] === 0) continue;
    rows[at] = rows[column]!;
    rows[column] = row;
    return row;
  }
  throw new Error(`a matrix of ${rows.length} rows has no inverse`);
}

function scale(row: Uint8Array, factor: number): void {
  for (let at = 0; at < row.length; at++) row[at] = product(row[at]!, factor);
}

/** Subtraction is addition here, so this also takes a multiple away. */
function addMultiple(row: Uint8Array, factor: number, other: Uint8Array): void {
  if (factor === 0) return;
  for (let at = 0; at < row.length; at++) row[at]! ^= product(factor, other[at]!);
}
