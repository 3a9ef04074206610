import { NetError } from './errors.ts';

/** Why a dial to `address` failed, from whatever Node threw. What is no error of Node's stays itself. */
export function connectError(address: string, cause: unknown): unknown {
  if (cause instanceof NetError || !hasCode(cause)) return cause;
  const code = errorCodeOf(cause);
  if (code === 'ECONNREFUSED') {
    return new NetError('CONNECTION_REFUSED', `nobody listens at ${address}`, { cause });
  }
  return new NetError('CONNECT_FAILED', `cannot connect to ${address}: ${code}`, { cause });
}

/** Why nobody can listen at `address`, from whatever Node threw. */
export function listenError(address: string, cause: unknown): unknown {
  if (cause instanceof NetError || !hasCode(cause)) return cause;
  const code = errorCodeOf(cause);
  if (code === 'EADDRINUSE') {
    const advice = 'end what listens there, or choose another address';
    return new NetError('ADDRESS_IN_USE', `${address} is in use: ${advice}`, { cause });
  }
  const advice = ADVICE.get(code);
  const why = advice === undefined ? code : `${code}, ${advice}`;
  return new NetError('LISTEN_FAILED', `cannot listen at ${address}: ${why}`, { cause });
}

/** Node's stable name for what `error` is about: `ECONNRESET`. */
export function errorCodeOf(error: unknown): string {
  if (hasCode(error)) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}

function hasCode(error: unknown): error is Error & { readonly code: unknown } {
  return error instanceof Error && 'code' in error;
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user may not: choose a port from 1024 up'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'the host name is unknown'],
]);
