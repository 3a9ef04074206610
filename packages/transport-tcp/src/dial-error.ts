import { NetError } from '@net/core';
import { connectError, errorCodeOf } from '@net/core/extend';
import type { Endpoint } from './endpoint.ts';
import { tlsAdvice } from './tls-error.ts';

/** Why a dial to `address` failed, from whatever Node threw. */
export function dialError(address: string, endpoint: Endpoint, cause: unknown): unknown {
  const code = errorCodeOf(cause);
  if (code === 'ENOENT' && endpoint.scheme === 'unix') {
    return new NetError('CONNECTION_REFUSED', `nobody listens at ${address}`, { cause });
  }
  if (endpoint.scheme !== 'tls' || SYSTEM_CODE.test(code)) return connectError(address, cause);
  return new NetError('TLS_ERROR', `no TLS with ${address}: ${tlsAdvice(code)}`, { cause });
}

/** `ECONNRESET`, `ENOTFOUND`; not Node's own `ERR_…` and not those of certificates. */
const SYSTEM_CODE = /^E(?!RR_)[A-Z0-9]+$/;
