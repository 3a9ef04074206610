import assert from 'node:assert/strict';

/** `length` bytes that look random but are the same for the same `seed`. */
export function sampleBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index += 1) {
    // The linear congruential generator of Numerical Recipes; its high bits are the good ones.
    state = (imul(state, 1664525) + 1013904223) | 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** A copy: `slice` of a Buffer is none. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** Fail unless both hold the same bytes; say where they part. */
export function assertSameBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  if (Buffer.compare(actual, expected) === 0) return;
  const at = expected.findIndex((byte, index) => byte !== actual[index]);
  const place = at === -1 ? expected.length : at;
  const found = Buffer.from(actual.subarray(place, place + SHOWN)).toString('hex');
  const wanted = Buffer.from(expected.subarray(place, place + SHOWN)).toString('hex');
  assert.fail(
    `${what}: ${actual.length} bytes, expected ${expected.length}; ` +
      `at ${place} they are "${found}", expected "${wanted}"`,
  );
}

// A look-up of `Math` costs much in a sandbox such as jest's.
const { imul } = Math;
const SHOWN = 8;
