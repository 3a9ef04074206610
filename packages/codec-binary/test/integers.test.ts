import { describe, expect, it } from '@jest/globals';
import { i16, i32, i8, u16, u32, u8 } from '../src/integers.ts';
import { codeOf, read, reversed, thrown, write, wrong } from './support.ts';

const FIELDS = [
  ['u8', u8, 0, 0xff],
  ['u16', u16, 0, 0xffff],
  ['u32', u32, 0, 0xffffffff],
  ['i8', i8, -0x80, 0x7f],
  ['i16', i16, -0x8000, 0x7fff],
  ['i32', i32, -0x80000000, 0x7fffffff],
] as const;

describe('whole numbers', () => {
  it.each([
    [u8, 0xfe, 'fe'],
    [u16, 0x0102, '0201'],
    [u32, 0x01020304, '04030201'],
    [u32, 0xffeeddcc, 'ccddeeff'],
    [i8, -2, 'fe'],
    [i16, -2, 'feff'],
    [i32, -2, 'feffffff'],
  ])('write the lowest byte first unless told otherwise (%#)', (field, value, hex) => {
    const swapped = reversed(hex);
    expect(write(field, value)).toBe(hex);
    expect(read(field, hex)).toBe(value);
    expect(write(field, value, { endian: 'big' })).toBe(swapped);
    expect(read(field, swapped, { endian: 'big' })).toBe(value);
  });

  it.each(FIELDS)('%s keeps its smallest and its largest number', (_name, field, least, most) => {
    for (const value of [least, most, 0, 1]) {
      expect(read(field, write(field, value))).toBe(value);
    }
  });

  it.each(FIELDS)('%s refuses everything else', (_name, field, least, most) => {
    const error = thrown(() => write(field, most + 1));
    expect(error.code).toBe('ENCODE_FAILED');
    expect(error.message).toBe(`value: ${most + 1} is not a whole number from ${least} to ${most}`);
    for (const value of [least - 1, 0.5, NaN, Infinity, 2 ** 32, '1', true, null, undefined, [1]]) {
      expect(codeOf(() => write(field, wrong(value)))).toBe('ENCODE_FAILED');
    }
    expect(codeOf(() => write(field, wrong(1n)))).toBe('ENCODE_FAILED');
  });

  it('write -0 as 0', () => {
    for (const [, field] of FIELDS) expect(read(field, write(field, -0))).toBe(0);
  });

  it('are refused when a byte is missing', () => {
    const error = thrown(() => read(u32, '010203'));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('a binary body of 3 bytes ends early: at 0 it needs 4 more');
  });
});
