import { NetError } from '@net/core';

/** Stands for "no limit" where no length field sets one. */
export const UNLIMITED: number = Number.MAX_SAFE_INTEGER;

/**
 * The option `maxBodyBytes` as a number to compare with.
 *
 * @param chosen what the user gave; `false` stands for `most`.
 * @param standard what holds when nothing was given, unless `most` is less.
 * @param most bytes of body that the length field can announce.
 * @throws NetError `INVALID_OPTION` for anything but `false` and a whole number from 1 to `most`.
 */
export function resolveMaxBodyBytes(
  chosen: number | false | undefined,
  standard: number,
  most: number,
): number {
  if (chosen === undefined) return Math.min(standard, most);
  if (chosen === false) return most;
  if (Number.isInteger(chosen) && chosen >= 1 && chosen <= most) return chosen;
  throw new NetError(
    'INVALID_OPTION',
    `maxBodyBytes is false or a whole number from 1 to ${most}, got ${String(chosen)}`,
  );
}

/**
 * Refuses a frame of `bytes` bytes, declared or received, outside its bounds.
 *
 * @throws NetError `FRAME_LENGTH_MISMATCH` below `least`, `FRAME_TOO_LARGE` above `limit`.
 */
export function checkFrameBytes(bytes: number, least: number, limit: number): void {
  if (bytes > limit) throw frameTooLarge(bytes, limit);
  if (bytes < least) throw frameTooShort(bytes, least);
}

/** The error for a frame that is, or says that it is, over the limit. */
export function frameTooLarge(bytes: number, limit: number): NetError {
  return new NetError('FRAME_TOO_LARGE', `a frame of ${bytes} bytes is over the limit of ${limit}`);
}

/** Refuses to send a body. @throws NetError `MESSAGE_TOO_LARGE` when it is over `limit` bytes. */
export function checkBodyBytes(bytes: number, limit: number): void {
  if (bytes > limit) throw bodyTooLarge(bytes, limit);
}

// Errors are made in functions of their own: V8 makes only short ones part of their callers.

function frameTooShort(bytes: number, least: number): NetError {
  const text = `a frame of ${bytes} bytes is shorter than its header of ${least}`;
  return new NetError('FRAME_LENGTH_MISMATCH', text);
}

function bodyTooLarge(bytes: number, limit: number): NetError {
  return new NetError(
    'MESSAGE_TOO_LARGE',
    `a body of ${bytes} bytes is over the limit of ${limit}`,
  );
}
