import { ProgramError, type TextCodecName, textCodecOf } from '@net/apps-shared';
import { ByteWriter, type Codec, raw } from '@net/core';

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

/**
 * Texts that take `bytes` bytes in this codec.
 *
 * @throws ProgramError when even an empty one takes more, or none takes just so many.
 */
export function textBodies(name: TextCodecName, bytes: number): Bodies<string> {
  const codec = textCodecOf(name);
  const length = lengthThatFits(codec, bytes);
  if (length === undefined) {
    throw new ProgramError(`no text takes ${bytes} bytes in ${name}; choose another --body`, 2);
  }
  const letters = randomBytes(PERIOD + length).map((byte) => FIRST_LETTER + (byte % 16));
  const text = Buffer.from(letters).toString('latin1');
  const make = (index: number): string => {
    const start = index % PERIOD;
    return text.slice(start, start + length);
  };
  return { codec, make, isBody: (index, value) => value === make(index) };
}

/** What stands around a text may grow with it, by a few bytes. */
function lengthThatFits(codec: Codec<string>, bytes: number): number | undefined {
  const around = sizeOf(codec, bytes) - bytes;
  for (let length = Math.max(0, bytes - around); length <= bytes; length++) {
    if (sizeOf(codec, length) === bytes) return length;
  }
  return undefined;
}

function sizeOf(codec: Codec<string>, length: number): number {
  const out = new ByteWriter();
  codec.encode('a'.repeat(length), out);
  return out.length;
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
