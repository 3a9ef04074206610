import { describe, expect, it } from '@jest/globals';
import { decodeFailed, encodeFailed } from '../src/failures.ts';

describe('encodeFailed', () => {
  it('names the place, and quotes numbers only', () => {
    expect(text(-1.5)).toBe('a[].b: -1.5 is not right');
    expect(text('secret')).toBe('a[].b: a string is not right');
    expect(text(1n)).toBe('a[].b: a bigint is not right');
    expect(text({ a: 'secret' })).toBe('a[].b: an object is not right');
    expect(text(null)).toBe('a[].b: null is not right');
    expect(text(undefined)).toBe('a[].b: undefined is not right');
    expect(encodeFailed('a', 1, 'right').code).toBe('ENCODE_FAILED');
  });
});

function text(value: unknown): string {
  return encodeFailed('a[].b', value, 'right').message;
}

describe('decodeFailed', () => {
  it('names the place', () => {
    expect(decodeFailed('a[].b', 'too bad')).toMatchObject({
      code: 'DECODE_FAILED',
      message: 'a[].b: too bad',
    });
  });
});
