import { type ByteWriter, NetError } from '@net/core';
import { readUint16 } from './byte-order.ts';
import type { Input } from './input.ts';
import { putVarint, readVarint, varintBytes } from './varint.ts';

/** How a layout writes the length of a text or the count of a list. */
export interface Lengths {
  /** The least that one takes. */
  readonly minBytes: number;
  /** How many bytes the length `count` takes. */
  bytesOf(this: void, count: number): number;
  /** Put `count` where `bytesOf(count)` bytes were reserved. @throws NetError `ENCODE_FAILED` */
  put(this: void, count: number, out: ByteWriter, at: number, path: string): void;
  /** @throws NetError `DECODE_FAILED` */
  read(this: void, input: Input, path: string): number;
}

/** Lengths as varints. */
export const varintLengths: Lengths = {
  minBytes: 1,
  bytesOf: varintBytes,
  put: putVarint,
  read: readVarint,
};

/** Lengths in 2 bytes, little-endian, as gonet writes them; what does not fit is refused. */
export const gonetLengths: Lengths = {
  minBytes: 2,
  bytesOf: () => 2,
  put: (count, out, at, path) => {
    if (count > MAX_GONET_LENGTH) throw tooLong(path, count);
    out.setUint16(at, count, true);
  },
  read: (input) => readUint16(input.bytes, input.take(2), true),
};

function tooLong(path: string, count: number): NetError {
  const text = `${path}: a length of ${count} is over the limit of ${MAX_GONET_LENGTH} of layout 'gonet'`;
  return new NetError('ENCODE_FAILED', text);
}

const MAX_GONET_LENGTH = 0xffff;
