/** Chance that repeats: the same seed gives the same numbers, on every machine. */
export interface Random {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number;
  /** True with the given `probability`: never at 0, always at 1. */
  chance(probability: number): boolean;
  /** `count` bytes, which the caller owns. */
  bytes(count: number): Uint8Array;
}

/**
 * A random generator from a seed, for tests only: its numbers can be foretold.
 *
 * The algorithm is sfc32 of Chris Doty-Humphrey's PractRand (`RNGs/sfc.h`, public domain), seeded as
 * there: the two halves of the seed, then twelve numbers thrown away.
 *
 * @param seed a whole number from 0 to 2⁵³ - 1.
 * @param stream gives each part of a test its own numbers, so that one more draw in one place does
 * not change those of another.
 * @throws TypeError for another seed.
 */
export function seededRandom(seed: number, stream = ''): Random {
  const next = sfc32(hash(stream), checkSeed(seed) >>> 0, Math.floor(seed / 2 ** 32));
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  return {
    next: () => next() / 2 ** 32,
    below,
    chance: (probability) => next() / 2 ** 32 < probability,
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  };
}

/** Three words of state and a counter, which sees that the period is 2³² at least. */
function sfc32(first: number, second: number, third: number): () => number {
  let [a, b, c, counter] = [first, second, third, 1];
  const next = (): number => {
    const result = (a + b + counter) >>> 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result;
  };
  for (let round = 0; round < WARM_UP; round += 1) next();
  return next;
}

/** FNV-0, which leaves an empty text at 0. */
function hash(text: string): number {
  let value = 0;
  for (const character of text) {
    value = Math.imul(value, 0x01000193) ^ (character.codePointAt(0) ?? 0);
  }
  return value;
}

/** `seed` as it is. @throws TypeError unless it is a whole number from 0 to 2⁵³ - 1. */
export function checkSeed(seed: number): number {
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new TypeError(`a seed is a whole number from 0 to 2^53 - 1, got ${seed}`);
}

const WARM_UP = 12;
