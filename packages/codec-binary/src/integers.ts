import { readInt32, readUint16 } from './byte-order.ts';
import { encodeFailed } from './failures.ts';
import { type Context, type Field, fixedCoder, type FixedCoder } from './field.ts';
import type { NetError } from '@net/core';

/** A whole number from 0 to 255, in 1 byte. */
export const u8: Field<number> = integer(1, ({ path }) => ({
  put: (value, out, at) => {
    if ((value & 0xff) !== value) throw notInteger(path, value, 0, 0xff);
    out.setUint8(at, value);
  },
  get: (bytes, at) => bytes[at] ?? 0,
  inline: { fits: '(v & 0xff) === v', put: 'out.setUint8(at, v)' },
}));

/** A whole number from 0 to 65,535, in 2 bytes. */
export const u16: Field<number> = integer(2, ({ path, littleEndian }) => ({
  put: (value, out, at) => {
    if ((value & 0xffff) !== value) throw notInteger(path, value, 0, 0xffff);
    out.setUint16(at, value, littleEndian);
  },
  get: (bytes, at) => readUint16(bytes, at, littleEndian),
  inline: { fits: '(v & 0xffff) === v', put: `out.setUint16(at, v, ${littleEndian})` },
}));

/** A whole number from 0 to 2³² - 1, in 4 bytes. */
export const u32: Field<number> = integer(4, ({ path, littleEndian }) => ({
  put: (value, out, at) => {
    if (value >>> 0 !== value) throw notInteger(path, value, 0, 0xffffffff);
    out.setUint32(at, value, littleEndian);
  },
  get: (bytes, at) => readInt32(bytes, at, littleEndian) >>> 0,
  inline: { fits: 'v >>> 0 === v', put: `out.setUint32(at, v, ${littleEndian})` },
}));

/** A whole number from -128 to 127, in 1 byte. */
export const i8: Field<number> = integer(1, ({ path }) => ({
  put: (value, out, at) => {
    if ((value << 24) >> 24 !== value) throw notInteger(path, value, -0x80, 0x7f);
    out.setUint8(at, value);
  },
  get: (bytes, at) => ((bytes[at] ?? 0) << 24) >> 24,
  inline: { fits: '(v << 24) >> 24 === v', put: 'out.setUint8(at, v)' },
}));

/** A whole number from -32,768 to 32,767, in 2 bytes. */
export const i16: Field<number> = integer(2, ({ path, littleEndian }) => ({
  put: (value, out, at) => {
    if ((value << 16) >> 16 !== value) throw notInteger(path, value, -0x8000, 0x7fff);
    out.setUint16(at, value, littleEndian);
  },
  get: (bytes, at) => (readUint16(bytes, at, littleEndian) << 16) >> 16,
  inline: { fits: '(v << 16) >> 16 === v', put: `out.setUint16(at, v, ${littleEndian})` },
}));

/** A whole number from -2³¹ to 2³¹ - 1, in 4 bytes. */
export const i32: Field<number> = integer(4, ({ path, littleEndian }) => ({
  put: (value, out, at) => {
    if ((value | 0) !== value) throw notInteger(path, value, -0x80000000, 0x7fffffff);
    out.setUint32(at, value, littleEndian);
  },
  get: (bytes, at) => readInt32(bytes, at, littleEndian),
  inline: { fits: '(v | 0) === v', put: `out.setUint32(at, v, ${littleEndian})` },
}));

/** The error for a `value` that is no whole number of these bounds. */
export function notInteger(path: string, value: unknown, least: number, most: number): NetError {
  return encodeFailed(path, value, `a whole number from ${least} to ${most}`);
}

function integer(
  byteLength: number,
  make: (context: Context) => FixedCoder<number>,
): Field<number> {
  return { compile: (context) => fixedCoder(byteLength, make(context), 'number') };
}
