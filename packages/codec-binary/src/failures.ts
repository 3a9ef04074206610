import { NetError } from '@net/core';

/** What `value` is wrong for, at `path` of the schema; quotes numbers only. */
export function encodeFailed(path: string, value: unknown, expected: string): NetError {
  return new NetError('ENCODE_FAILED', `${path}: ${describe(value)} is not ${expected}`);
}

/** What is wrong with a received body, at `path` of the schema. */
export function decodeFailed(path: string, text: string): NetError {
  return new NetError('DECODE_FAILED', `${path}: ${text}`);
}

function describe(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
