import { NetError, type NetErrorCode } from '@net/core';
import type { SessionEnd } from './provider.ts';
import { tlsAdvice } from './tls-error.ts';

/** The application code that tells a peer why a connection is dropped. */
export function codeOfReason(reason: Error | undefined): number {
  return (reason instanceof NetError ? reason.closeCode : undefined) ?? ABORTED;
}

/** What a peer's application code means to this end. Code 0 is an orderly end. */
export function reasonOfCode(code: number, remote: string): NetError | undefined {
  if (code === 0) return undefined;
  const name = NAMES.get(code);
  if (name !== undefined) return new NetError(name, `${remote} has ended the connection: ${name}`);
  return new NetError('CONNECTION_LOST', `${remote} has dropped the connection (code ${code})`);
}

/** Why a connection ended; `undefined` when that was orderly. */
export function closeError(end: SessionEnd, remote: string): NetError | undefined {
  const { by, isApplication, code, cause } = end;
  if (by === 'network') {
    const text = `the connection to ${remote} is lost: it was silent for too long`;
    return new NetError('CONNECTION_LOST', text, { cause });
  }
  if (isApplication) return by === 'local' ? undefined : reasonOfCode(code, remote);
  if (code === 0) return undefined;
  if (isTls(code)) return tlsError(end, remote);
  const who = by === 'peer' ? remote : 'this end';
  const text = `the connection to ${remote} broke: ${who} said ${transportCode(code)}`;
  return new NetError('CONNECTION_LOST', text);
}

/** Why a dial failed. */
export function dialError(end: SessionEnd, address: string): NetError {
  const { by, isApplication, code, cause } = end;
  if (cause instanceof NetError) return cause;
  if (by === 'network')
    return new NetError('CONNECT_TIMEOUT', `no answer from ${address}`, { cause });
  if (!isApplication && isTls(code)) return tlsError(end, address);
  if (!isApplication && code === CONNECTION_REFUSED) {
    return new NetError('CONNECTION_REFUSED', `${address} takes no connections now`);
  }
  const what = isApplication ? `application code ${code}` : transportCode(code);
  return new NetError('CONNECT_FAILED', `cannot connect to ${address}: ${what}`);
}

/** Why a peer never became a connection. */
export function acceptError(end: SessionEnd): NetError {
  const { isApplication, code, cause } = end;
  if (cause instanceof NetError) return cause;
  if (!isApplication && isTls(code)) return tlsError(end, 'a client');
  return new NetError('CONNECTION_LOST', 'a client left before its handshake was done', { cause });
}

function tlsError({ by, code }: SessionEnd, address: string): NetError {
  const advice = tlsAdvice(code - TLS_ALERTS, by === 'peer');
  return new NetError('TLS_ERROR', `no TLS with ${address}: ${advice}`);
}

/** RFC 9000, section 20.1: `CRYPTO_ERROR`, whose low byte is a TLS alert. */
function isTls(code: number): boolean {
  return code >= TLS_ALERTS && code <= TLS_ALERTS + 0xff;
}

function transportCode(code: number): string {
  return `QUIC error 0x${code.toString(16)}`;
}

/** What core tells a peer, by number. Where two have one number, the more general one. */
const CARRIED: readonly NetErrorCode[] = [
  'GOING_AWAY',
  'BAD_PACKET',
  'FRAME_LENGTH_MISMATCH',
  'VERSION_UNSUPPORTED',
  'FRAME_TOO_LARGE',
  'TOO_MANY_ERRORS',
  'SLOW_CONSUMER',
  'RATE_LIMITED',
  'CANCEL_FLOOD',
  'TOO_MANY_SESSIONS',
  'TOO_MANY_SESSIONS_PER_ADDRESS',
  'OVERLOADED',
  'INTERNAL_ERROR',
];
const NAMES: ReadonlyMap<number, NetErrorCode> = new Map(
  CARRIED.map((name) => [new NetError(name, '').closeCode ?? -1, name]),
);
/** An abort for a reason that is nobody else's business; beyond the codes of core. */
const ABORTED = 0x100;
const TLS_ALERTS = 0x100;
const CONNECTION_REFUSED = 0x02;
