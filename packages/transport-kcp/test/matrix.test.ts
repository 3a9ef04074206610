import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { invert, type Matrix, multiply } from '../src/matrix.ts';

describe('matrix', () => {
  it('multiplies rows by columns', () => {
    expect(toHex(multiply(fromHex('0102', '0300'), fromHex('0102', '0001')))).toEqual([
      '0100',
      '0306',
    ]);
    expect(toHex(multiply(fromHex('0100'), fromHex('ab', 'cd')))).toEqual(['ab']);
  });

  it('inverts what has an inverse', () => {
    expect(toHex(invert(fromHex('01')))).toEqual(['01']);
    expect(toHex(invert(fromHex('0001', '0100')))).toEqual(['0001', '0100']);
    expect(toHex(invert(fromHex('02')))).toEqual(['8e']);
  });

  it('gives a matrix whose product with the first is the unit matrix', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 200; round++) {
      const size = 1 + random.below(12);
      const matrix = Array.from({ length: size }, () => random.bytes(size));
      const inverse = inverseOf(matrix);
      if (inverse === undefined) continue;
      const product = multiply(matrix, inverse).flatMap((row) => [...row]);
      expect(product).toEqual(product.map((_, at) => Number(at % (size + 1) === 0)));
    }
  });

  it('leaves the matrix as it was', () => {
    const matrix = fromHex('0203', '0405');
    invert(matrix);
    expect(toHex(matrix)).toEqual(['0203', '0405']);
  });

  it('refuses what has no inverse', () => {
    expect(() => invert(fromHex('00'))).toThrow('a matrix of 1 rows has no inverse');
    expect(() => invert(fromHex('0102', '0204'))).toThrow('a matrix of 2 rows has no inverse');
  });
});

function inverseOf(matrix: Matrix): Matrix | undefined {
  try {
    return invert(matrix);
  } catch {
    // One in two hundred or so of random ones.
    return undefined;
  }
}

function fromHex(...rows: string[]): Matrix {
  return rows.map((row) => new Uint8Array(Buffer.from(row, 'hex')));
}

function toHex(matrix: Matrix): string[] {
  return matrix.map((row) => Buffer.from(row).toString('hex'));
}
