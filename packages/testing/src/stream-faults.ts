import { checkAmount, checkProbability } from './check-option.ts';

/** What one direction does to a byte stream. Without any of these it hands on what it reads. */
export interface StreamFaults {
  /** How long each byte is under way. 0 ms. */
  readonly delayMs?: number;
  /** By how much more, from nothing to this, drawn for each piece; order is kept. 0 ms. */
  readonly jitterMs?: number;
  /** Cut into pieces of so many bytes, or of 1 to `upTo` by chance. As it was read. */
  readonly chunkBytes?: number | { readonly upTo: number } | false;
  /** How fast the bytes of one connection go in. No limit. */
  readonly bytesPerSecond?: number | false;
  /** Bytes of one connection that may be under way; at it, reading stops. 256 KiB. */
  readonly windowBytes?: number;
  /** Standstills: at each piece, the probability that it and all behind it wait for `ms`. None. */
  readonly stall?: { readonly probability: number; readonly ms: number } | false;
  /** The probability, at each piece, that the connection is reset instead. 0. */
  readonly reset?: number;
}

/** The same with every default in place. @throws TypeError naming the option out of its range. */
export function resolveStreamFaults(faults: StreamFaults): Required<StreamFaults> {
  const resolved = { ...DEFAULTS, ...faults };
  const { chunkBytes, bytesPerSecond, stall } = resolved;
  checkAmount('delayMs', resolved.delayMs, 0);
  checkAmount('jitterMs', resolved.jitterMs, 0);
  checkAmount('windowBytes', resolved.windowBytes, 1);
  checkProbability('reset', resolved.reset);
  if (bytesPerSecond !== false) checkAmount('bytesPerSecond', bytesPerSecond, 1);
  if (chunkBytes !== false) checkChunk(chunkBytes);
  if (stall !== false) {
    checkProbability('stall.probability', stall.probability);
    checkAmount('stall.ms', stall.ms, 0);
  }
  return resolved;
}

function checkChunk(chunkBytes: number | { readonly upTo: number }): void {
  const bytes = typeof chunkBytes === 'number' ? chunkBytes : chunkBytes.upTo;
  if (Number.isSafeInteger(bytes) && bytes > 0) return;
  throw new TypeError(`chunkBytes is a whole number of bytes from 1 up, got ${bytes}`);
}

const DEFAULTS: Required<StreamFaults> = {
  delayMs: 0,
  jitterMs: 0,
  chunkBytes: false,
  bytesPerSecond: false,
  windowBytes: 256 * 1024,
  stall: false,
  reset: 0,
};
