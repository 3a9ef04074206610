import type { NetErrorCode } from '@net/core';
import type { Configuration } from './configuration.ts';

/** Codes with which nothing may end in such a run: all that arrives is as it was sent. */
export function impossibleCodes({ kind, calls, expiresInMs }: Configuration): ReadonlySet<string> {
  const codes = new Set<string>(NEVER);
  if (expiresInMs === undefined) codes.add('AUTH_EXPIRED');
  if (kind === 'datagram') return codes;
  for (const code of NEVER_RELIABLY) codes.add(code);
  if (!calls.includes('unknown')) {
    codes.add('UNKNOWN_COMMAND');
    codes.add('TOO_MANY_ERRORS');
  }
  return codes;
}

const NEVER: readonly NetErrorCode[] = [
  'INVALID_OPTION',
  'BAD_ADDRESS',
  'UNKNOWN_SCHEME',
  'ADDRESS_IN_USE',
  'LISTEN_FAILED',
  'BAD_PACKET',
  'FRAME_LENGTH_MISMATCH',
  'VERSION_UNSUPPORTED',
  'FRAME_TOO_LARGE',
  'BAD_MESSAGE',
  'DECODE_FAILED',
  'ENCODE_FAILED',
  'AUTH_RATE_LIMITED',
  'KICKED',
  'SESSION_REPLACED',
  'INTERNAL_ERROR',
];

/** Nor with these, where nothing is lost, repeated or overtaken. */
const NEVER_RELIABLY: readonly NetErrorCode[] = ['AUTH_FAILED', 'IDLE_TIMEOUT'];
