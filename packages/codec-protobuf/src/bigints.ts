import { NetError } from '@net/core';

/** A 64-bit integer as protobufjs takes it. */
interface LongLike {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

/** `T` with bigints where protobufjs has `Long`. */
export type WithBigInts<T> = [Extract<T, LongLike>] extends [never]
  ? T extends Uint8Array
    ? T
    : T extends object
      ? { [Key in keyof T]: WithBigInts<T[Key]> }
      : T
  : Exclude<T, number | LongLike> | bigint;

/**
 * A copy of `value` for protobufjs to encode, every bigint as two halves: on its own it would write 0
 * for a bigint, without a word.
 *
 * @throws NetError `ENCODE_FAILED` for bigints of more than 64 bits.
 */
export function toLongs(value: unknown): unknown {
  if (typeof value === 'bigint') return longOf(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item) => toLongs(item));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toLongs(member)]));
}

/** Whether `value` holds bigints that only some 64-bit types can: signed ones, or unsigned ones. */
export function needsCheck(value: unknown): boolean {
  if (typeof value === 'bigint') return value < 0n || value > INT64_MAX;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Object.values(value).some((member) => needsCheck(member));
}

/** Whether a bigint in `value` is another one in `written`, which was made of the same fields. */
export function isChanged(value: unknown, written: unknown): boolean {
  if (typeof value === 'bigint') return typeof written === 'bigint' && written !== value;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if (typeof written !== 'object' || written === null) return false;
  return Object.entries(value).some(([key, member]) =>
    isChanged(member, Reflect.get(written, key)),
  );
}

function longOf(value: bigint): LongLike {
  if (value < -INT64_MAX - 1n || value > UINT64_MAX) {
    throw new NetError('ENCODE_FAILED', 'a bigint of more than 64 bits has no protobuf');
  }
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return { low, high, unsigned: value > INT64_MAX };
}

const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;
