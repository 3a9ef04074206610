import { decodeFailed, encodeFailed } from './failures.ts';
import { HIGH, LOW, words } from './words.ts';

/** How values of a type stand in `words`. */
export interface WideForm<T> {
  /** Fill `words` with `value`. @throws NetError `ENCODE_FAILED` */
  split(this: void, value: T, path: string): void;
  /** The value that `words` holds. @throws NetError `DECODE_FAILED` */
  join(this: void, path: string): T;
}

/** From 0 to 2⁶⁴ - 1. */
export const unsignedBigint: WideForm<bigint> = {
  split: (value, path) => {
    if (BigInt.asUintN(64, checkBigint(value, path)) !== value) {
      throw encodeFailed(path, value, 'in the range from 0 to 2^64 - 1');
    }
    words.setBigUint64(HIGH, value);
  },
  join: () => words.getBigUint64(HIGH),
};

/** From -2⁶³ to 2⁶³ - 1. */
export const signedBigint: WideForm<bigint> = {
  split: (value, path) => {
    if (BigInt.asIntN(64, checkBigint(value, path)) !== value) {
      throw encodeFailed(path, value, 'in the range from -2^63 to 2^63 - 1');
    }
    words.setBigInt64(HIGH, value);
  },
  join: () => words.getBigInt64(HIGH),
};

/** From 0 to 2⁵³ - 1. */
export const unsignedNumber: WideForm<number> = {
  split: (value, path) => {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw encodeFailed(path, value, 'a whole number from 0 to 2^53 - 1');
    }
    splitNumber(value);
  },
  join: (path) => checkSafe(words.getUint32(HIGH) * WORD + words.getUint32(LOW), path),
};

/** From -2⁵³ + 1 to 2⁵³ - 1. */
export const signedNumber: WideForm<number> = {
  split: (value, path) => {
    if (!Number.isSafeInteger(value)) {
      throw encodeFailed(path, value, 'a whole number from -2^53 + 1 to 2^53 - 1');
    }
    splitNumber(value);
  },
  join: (path) => checkSafe(words.getInt32(HIGH) * WORD + words.getUint32(LOW), path),
};

function checkBigint(value: unknown, path: string): bigint {
  if (typeof value === 'bigint') return value;
  throw encodeFailed(path, value, 'a bigint');
}

function splitNumber(value: number): void {
  words.setInt32(HIGH, Math.floor(value / WORD));
  // Modulo 2³², as setInt32 takes it, is what a two's complement wants of a negative number too.
  words.setInt32(LOW, value);
}

function checkSafe(value: number, path: string): number {
  if (Number.isSafeInteger(value)) return value;
  throw decodeFailed(path, 'a 64-bit number is over the limit of 2^53 - 1 of asNumber');
}

const WORD = 2 ** 32;
