import { NetError } from '@net/core';

/** Why nobody can listen at `address`, from whatever Node said. */
export function listenError(address: string, cause: unknown): NetError {
  const code = codeOf(cause);
  if (code === 'EADDRINUSE') return addressInUse(address, cause);
  const advice = ADVICE.get(code);
  const why = advice === undefined ? code : `${code}, ${advice}`;
  return new NetError('LISTEN_FAILED', `cannot listen at ${address}: ${why}`, { cause });
}

/** Somebody else listens at `address`. */
export function addressInUse(address: string, cause?: unknown): NetError {
  const advice = 'end what listens there, or choose another address or path';
  const options = cause === undefined ? {} : { cause };
  return new NetError('ADDRESS_IN_USE', `${address} is in use: ${advice}`, options);
}

/** Node's stable name for what `error` is about. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user may not: choose a port from 1024 up'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'the host name is unknown'],
]);
