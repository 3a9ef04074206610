import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isChanged, needsCheck, toLongs, type WithBigInts } from '../src/bigints.ts';

interface Long {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

function isLong(value: unknown): value is Long {
  return typeof value === 'object' && value !== null && 'low' in value;
}

describe('toLongs', () => {
  it('keeps every bit, of both kinds', () => {
    const any = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(any, (value) => {
        const long = toLongs(value);
        if (!isLong(long)) throw new TypeError('no long');
        const bits = (BigInt(long.high >>> 0) << 32n) | BigInt(long.low >>> 0);
        expect(bits).toBe(BigInt.asUintN(64, value));
      }),
    );
  });

  it('copies what bigints are in, and leaves everything else', () => {
    const bytes = Uint8Array.of(1);
    const value = { a: [1n, 'x'], b: { c: -1n }, d: bytes, e: null, f: undefined, g: 1.5 };
    expect(toLongs(value)).toEqual({
      a: [{ low: 1, high: 0, unsigned: false }, 'x'],
      b: { c: { low: -1, high: -1, unsigned: false } },
      d: bytes,
      e: null,
      f: undefined,
      g: 1.5,
    });
    expect(value.a[0]).toBe(1n);
  });

  it('copies a key __proto__ as a key', () => {
    const copy = toLongs(JSON.parse('{"__proto__":{"a":1}}'));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"a":1}}');
  });

  it.each([2n ** 64n, -(2n ** 63n) - 1n])('refuses %d', (value) => {
    const message = 'a bigint of more than 64 bits has no protobuf';
    expect(() => toLongs({ value })).toThrow(
      expect.objectContaining({ code: 'ENCODE_FAILED', message }),
    );
  });
});

describe('needsCheck', () => {
  it('finds bigints that are not the same signed and unsigned', () => {
    expect(needsCheck({ a: [0n, 2n ** 63n - 1n], b: 'x', c: null, d: Uint8Array.of(1) })).toBe(
      false,
    );
    expect(needsCheck({ a: [{ b: -1n }] })).toBe(true);
    expect(needsCheck({ a: 2n ** 63n })).toBe(true);
  });
});

describe('isChanged', () => {
  it('compares bigints only, and only those of both', () => {
    const value = { a: 1n, b: [2n], c: 'x', d: { e: 5n }, f: Uint8Array.of(1) };
    expect(isChanged(value, { a: 1n, b: [2n], c: 'y', d: {} })).toBe(false);
    expect(isChanged(value, { a: 1n, b: [3n] })).toBe(true);
    expect(isChanged({ a: -1n }, { a: 2n ** 64n - 1n })).toBe(true);
    expect(isChanged(value, undefined)).toBe(false);
  });
});

describe('WithBigInts', () => {
  it('has bigints where there are longs', () => {
    interface Message {
      readonly a?: number | Long | null;
      readonly b: (number | Long)[];
      readonly c: { readonly d: number; readonly e: Uint8Array; readonly f: string | null };
    }
    const value: WithBigInts<Message> = {
      a: 1n,
      b: [2n],
      c: { d: 1, e: Uint8Array.of(1), f: 'x' },
    };
    expect(value.b).toEqual([2n]);
  });
});
