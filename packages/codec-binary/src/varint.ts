import type { ByteWriter } from '@net/core';
import { decodeFailed } from './failures.ts';
import type { Input } from './input.ts';
import { HIGH, LOW, words } from './words.ts';

/** How many bytes a varint of `value` takes, a whole number from 0 to 2³² - 1. */
export function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** Put `value`, a whole number from 0 to 2³² - 1, where `varintBytes(value)` bytes were reserved. */
export function putVarint(value: number, out: ByteWriter, at: number): void {
  let rest = value;
  let next = at;
  while (rest >= 0x80) {
    out.setUint8(next, (rest & 0x7f) | 0x80);
    rest >>>= 7;
    next += 1;
  }
  out.setUint8(next, rest);
}

/**
 * Read a varint of at most 32 bits: 7 bits a byte, the lowest first, the high bit set on all but the
 * last (LEB128). One that is longer than it has to be is refused.
 *
 * @throws NetError `DECODE_FAILED`
 */
export function readVarint(input: Input, path: string): number {
  const byte = input.bytes[input.take(1)] ?? 0;
  return byte < 0x80 ? byte : readLongVarint(input, path, byte & 0x7f);
}

/** Append what `words` holds as a varint of at most 64 bits. */
export function writeVarintWords(out: ByteWriter): void {
  let high = words.getUint32(HIGH);
  let low = words.getUint32(LOW);
  while (high > 0 || low >= 0x80) {
    out.writeUint8((low & 0x7f) | 0x80);
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  out.writeUint8(low);
}

/** Fill `words` with a varint of at most 64 bits. @throws NetError `DECODE_FAILED` */
export function readVarintWords(input: Input, path: string): void {
  let high = 0;
  let low = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = input.bytes[input.take(1)] ?? 0;
    const bits = byte & 0x7f;
    if (shift < 32) low |= bits << shift;
    if (shift >= 28) high |= shift < 32 ? bits >>> 4 : bits << (shift - 32);
    if (byte < 0x80) {
      checkLast(byte, shift, 63, path);
      words.setInt32(HIGH, high);
      words.setInt32(LOW, low);
      return;
    }
  }
  throw decodeFailed(path, 'a varint of more than 10 bytes');
}

function readLongVarint(input: Input, path: string, first: number): number {
  let value = first;
  for (let shift = 7; shift < 35; shift += 7) {
    const byte = input.bytes[input.take(1)] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      checkLast(byte, shift, 28, path);
      return value >>> 0;
    }
  }
  throw decodeFailed(path, 'a varint of more than 5 bytes');
}

/** @param lastShift where the highest bits of the number start: 1 bit of 64, 4 of 32. */
function checkLast(byte: number, shift: number, lastShift: number, path: string): void {
  if (byte === 0 && shift > 0)
    throw decodeFailed(path, 'a varint that is longer than it has to be');
  if (shift < lastShift || byte <= (lastShift === 63 ? 0x01 : 0x0f)) return;
  throw decodeFailed(path, `a varint of more than ${lastShift === 63 ? 64 : 32} bits`);
}
