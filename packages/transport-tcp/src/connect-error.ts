import { NetError } from '@net/core';
import type { Endpoint } from './endpoint.ts';
import { tlsAdvice } from './tls-error.ts';

/** Why a dial to `address` failed, from whatever Node said. */
export function connectError(address: string, endpoint: Endpoint, cause: unknown): NetError {
  const code = codeOf(cause);
  if (code === 'ECONNREFUSED' || (code === 'ENOENT' && endpoint.scheme === 'unix')) {
    return new NetError('CONNECTION_REFUSED', `nobody listens at ${address}`, { cause });
  }
  if (endpoint.scheme !== 'tls' || SYSTEM_CODE.test(code)) {
    return new NetError('CONNECT_FAILED', `cannot connect to ${address}: ${code}`, { cause });
  }
  return new NetError('TLS_ERROR', `no TLS with ${address}: ${tlsAdvice(code)}`, { cause });
}

/** Node's stable name for what `error` is about. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}

/** `ECONNRESET`, `ENOTFOUND`; not Node's own `ERR_…` and not those of certificates. */
const SYSTEM_CODE = /^E(?!RR_)[A-Z0-9]+$/;
