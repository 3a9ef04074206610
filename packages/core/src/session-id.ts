import type { IdRange } from './protocol.ts';

/** 128 random bits in hex: nobody guesses another session's id. */
export function newSessionId(): string {
  crypto.getRandomValues(bytes);
  let id = '';
  for (const byte of bytes) id += HEX[byte]!;
  return id;
}

/**
 * Any id of `range`, for a session whose packets could be taken for those of another: a late answer to
 * the other's request must not be one to a request of this one.
 */
export function randomIdOf({ first, last }: IdRange): number {
  crypto.getRandomValues(number);
  return first + (number[0]! % (last - first + 1));
}

const number = new Uint32Array(1);
const bytes = new Uint8Array(16);
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);
