import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Field } from '../src/field.ts';
import { i64, u64, varint64, zigzag64 } from '../src/wide-integers.ts';
import { read, reversed, write } from './support.ts';

const UNSIGNED = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const SIGNED = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const SAFE = fc.maxSafeInteger();

describe('whole numbers of 64 bits', () => {
  it.each([
    [u64, 0x0102030405060708n, '0807060504030201'],
    [i64, -2n, 'feffffffffffffff'],
  ])('write eight bytes in either order (%#)', (field, value, hex) => {
    const swapped = reversed(hex);
    expect(write(field, value)).toBe(hex);
    expect(write(field, value, { endian: 'big' })).toBe(swapped);
    expect(read(field, swapped, { endian: 'big' })).toBe(value);
  });

  it.each([
    [varint64, 300n, 'ac02'],
    [varint64, 2n ** 64n - 1n, 'ffffffffffffffffff01'],
    [zigzag64, 0n, '00'],
    [zigzag64, -1n, '01'],
    [zigzag64, 1n, '02'],
    [zigzag64, 2n ** 31n, '8080808010'],
    [zigzag64, 2n ** 63n - 1n, 'feffffffffffffffff01'],
    [zigzag64, -(2n ** 63n), 'ffffffffffffffffff01'],
  ])('write small ones short where they are varints (%#)', (field, value, hex) => {
    expect(write(field, value)).toBe(hex);
    expect(read(field, hex)).toBe(value);
  });

  it('give back any number', () => {
    fc.assert(fc.property(UNSIGNED, (value) => same(u64, value) && same(varint64, value)));
    fc.assert(fc.property(SIGNED, (value) => same(i64, value) && same(zigzag64, value)));
    fc.assert(
      fc.property(SAFE, (value) => {
        const size = Math.abs(value);
        return (
          same(i64.asNumber, value) &&
          same(zigzag64.asNumber, value) &&
          same(u64.asNumber, size) &&
          same(varint64.asNumber, size)
        );
      }),
    );
  });

  it('are the same bytes as a bigint and as a number', () => {
    fc.assert(
      fc.property(SAFE, (value) => {
        expect(write(i64.asNumber, value)).toBe(write(i64, BigInt(value)));
        expect(write(zigzag64.asNumber, value)).toBe(write(zigzag64, BigInt(value)));
      }),
    );
  });
});

function same<T>(field: Field<T>, value: NoInfer<T>): boolean {
  return read(field, write(field, value)) === value;
}
