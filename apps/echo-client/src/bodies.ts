import { json } from '@net/codec-json';
import { type Codec, raw } from '@net/core';

/** What is sent, all different and the same in every run, and how to know it again. */
export interface Bodies<T> {
  readonly codec: Codec<T>;
  readonly make: (index: number) => T;
  readonly isBody: (index: number, value: unknown) => boolean;
}

/** Bodies of `bytes` random bytes. */
export function rawBodies(bytes: number): Bodies<Uint8Array> {
  const noise = randomBytes(PERIOD + bytes);
  const make = (index: number): Uint8Array => {
    const start = index % PERIOD;
    return noise.subarray(start, start + bytes);
  };
  const isBody = (index: number, value: unknown): boolean =>
    value instanceof Uint8Array && Buffer.compare(value, make(index)) === 0;
  return { codec: raw(), make, isBody };
}

/** Strings that take `bytes` bytes as JSON, which is at least 2. */
export function jsonBodies(bytes: number): Bodies<unknown> {
  const length = bytes - '""'.length;
  const letters = randomBytes(PERIOD + length).map((byte) => FIRST_LETTER + (byte % 16));
  const text = Buffer.from(letters).toString('latin1');
  const make = (index: number): string => {
    const start = index % PERIOD;
    return text.slice(start, start + length);
  };
  return { codec: json(), make, isBody: (index, value) => value === make(index) };
}

/** Numerical Recipes' linear congruential generator: its upper byte is random enough here. */
function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  let state = SEED;
  for (let at = 0; at < count; at++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

const FIRST_LETTER = 'a'.charCodeAt(0);
const SEED = 20_260_101;
/** Bodies repeat after that many: a prime, so not in step with any power of two. */
const PERIOD = 65_521;
