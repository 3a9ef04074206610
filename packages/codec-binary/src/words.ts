import type { ByteWriter } from '@net/core';
import { readInt32 } from './byte-order.ts';

/**
 * Eight bytes, seen as two 32-bit words and as one number, whatever the platform's byte order: the
 * high word stands first. Filled and read without anything in between.
 */
export const words: DataView = new DataView(new ArrayBuffer(8));

/** Put `words` at `at`, where eight bytes were reserved. */
export function putWords(out: ByteWriter, at: number, littleEndian: boolean): void {
  out.setUint32(littleEndian ? at + 4 : at, words.getUint32(HIGH), littleEndian);
  out.setUint32(littleEndian ? at : at + 4, words.getUint32(LOW), littleEndian);
}

/** Fill `words` with the eight bytes at `at`. */
export function getWords(bytes: Uint8Array, at: number, littleEndian: boolean): void {
  words.setInt32(HIGH, readInt32(bytes, littleEndian ? at + 4 : at, littleEndian));
  words.setInt32(LOW, readInt32(bytes, littleEndian ? at : at + 4, littleEndian));
}

/** Where the high word starts. */
export const HIGH = 0;
/** Where the low word starts. */
export const LOW = 4;
