import type { ByteWriter } from '@net/core';
import type { ByteQueue } from '@net/core/extend';

/** How many bytes a field may take that a format has or has not. */
export type UintBytes = 0 | 1 | 2 | 4;

/** The unsigned number of `size` bytes at `at`, not taken; a field of no bytes is 0. */
export function peekUint(
  input: ByteQueue,
  at: number,
  size: UintBytes,
  littleEndian: boolean,
): number {
  if (size === 4) return input.peekUint32(at, littleEndian);
  if (size === 2) return input.peekUint16(at, littleEndian);
  return size === 1 ? input.peekUint8(at) : 0;
}

/** Overwrite the `size` bytes at `at` with `value`; a field of no bytes is left out. */
export function setUint(
  out: ByteWriter,
  at: number,
  value: number,
  size: UintBytes,
  littleEndian: boolean,
): void {
  if (size === 4) out.setUint32(at, value, littleEndian);
  else if (size === 2) out.setUint16(at, value, littleEndian);
  else if (size === 1) out.setUint8(at, value);
}

/** The largest number that a field of `size` bytes can hold. */
export function maxUint(size: UintBytes): number {
  return 2 ** (8 * size) - 1;
}
