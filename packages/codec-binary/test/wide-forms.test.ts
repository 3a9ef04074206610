import { describe, expect, it } from '@jest/globals';
import { signedBigint, signedNumber, unsignedBigint, unsignedNumber } from '../src/wide-forms.ts';
import { HIGH, words } from '../src/words.ts';
import { thrown, wrong } from './support.ts';

describe('bigints of 64 bits', () => {
  it('refuse what does not fit', () => {
    for (const value of [-1n, 2n ** 64n]) {
      const error = thrown(() => unsignedBigint.split(value, 'x'));
      expect(error.code).toBe('ENCODE_FAILED');
      expect(error.message).toBe('x: a bigint is not in the range from 0 to 2^64 - 1');
    }
    for (const value of [2n ** 63n, -(2n ** 63n) - 1n]) {
      expect(thrown(() => signedBigint.split(value, 'x')).code).toBe('ENCODE_FAILED');
    }
  });

  it('refuse a number', () => {
    const { message } = thrown(() => unsignedBigint.split(wrong(1), 'x'));
    expect(message).toBe('x: 1 is not a bigint');
    expect(thrown(() => signedBigint.split(wrong('1'), 'x')).code).toBe('ENCODE_FAILED');
  });
});

describe('numbers of 64 bits', () => {
  it('refuse to write what is not safe', () => {
    for (const value of [2 ** 53, -1, 0.5, NaN, Infinity, wrong('1')]) {
      expect(thrown(() => unsignedNumber.split(value, 'x')).code).toBe('ENCODE_FAILED');
    }
    for (const value of [2 ** 53, -(2 ** 53), 0.5]) {
      expect(thrown(() => signedNumber.split(value, 'x')).code).toBe('ENCODE_FAILED');
    }
  });

  it('refuse to read what is not safe', () => {
    for (const value of [2n ** 53n, 2n ** 64n - 1n]) {
      words.setBigUint64(HIGH, value);
      const error = thrown(() => unsignedNumber.join('x'));
      expect(error.code).toBe('DECODE_FAILED');
      expect(error.message).toBe('x: a 64-bit number is over the limit of 2^53 - 1 of asNumber');
    }
    words.setBigInt64(HIGH, -(2n ** 53n));
    expect(thrown(() => signedNumber.join('x')).code).toBe('DECODE_FAILED');
    words.setBigInt64(HIGH, -(2n ** 53n) + 1n);
    expect(signedNumber.join('x')).toBe(-Number.MAX_SAFE_INTEGER);
  });
});
