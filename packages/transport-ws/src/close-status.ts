import { NetError } from '@net/core';

/** What a close frame says: a status (RFC 6455, section 7.4) and a few words. */
export interface CloseStatus {
  readonly status: number;
  /** The name of a code, never the text of an error. */
  readonly reason: string;
}

/**
 * How the peer is told that a connection ended for `error`; `undefined` where it is not told, and
 * simply loses the connection.
 *
 * @param isBrowser pages may send no status below 3000 but 1000.
 */
export function statusOf(error: Error | undefined, isBrowser = false): CloseStatus | undefined {
  if (!(error instanceof NetError)) return undefined;
  const { code, closeCode } = error;
  const known = BY_CODE.get(code);
  const number = known?.number ?? closeCode;
  const standard = isBrowser && number !== 0 ? undefined : known?.status;
  const status = standard ?? (number === undefined ? undefined : OWN_STATUSES + number);
  return status === undefined ? undefined : { status, reason: code };
}

/**
 * Why a connection to `remote` ended that was closed with `status`; nothing for an orderly close.
 *
 * @param reason the peer's words, which count only where they are the name of a code that fits.
 */
export function closeError(status: number, reason: string, remote: string): NetError | undefined {
  const code = codeOf(status, reason);
  if (code === 'NORMAL') return undefined;
  const how = status === LOST ? 'without saying why' : `with status ${status}`;
  return new NetError(code, `${remote} closed the connection ${how}`);
}

function codeOf(status: number, reason: string): string {
  const named = BY_CODE.get(reason);
  if (named !== undefined && (named.status === status || named.number + OWN_STATUSES === status)) {
    return reason;
  }
  return BY_STATUS.get(status) ?? BY_NUMBER.get(status - OWN_STATUSES) ?? 'CONNECTION_LOST';
}

interface CloseFacts {
  /** The close code of every transport. */
  readonly number: number;
  /** The standard status that is sent in its place. */
  readonly status?: number;
}

/** What a socket has that ended without a close frame; never sent. */
const LOST = 1006;
/** Own codes are sent as 4000 + n. */
const OWN_STATUSES = 4000;
/** Of codes with the same number the first is what a peer is understood to mean. */
const BY_CODE: ReadonlyMap<string, CloseFacts> = new Map<string, CloseFacts>([
  ['NORMAL', { number: 0, status: 1000 }],
  ['GOING_AWAY', { number: 1, status: 1001 }],
  ['BAD_PACKET', { number: 2, status: 1002 }],
  ['FRAME_TIMEOUT', { number: 2, status: 1002 }],
  ['FRAME_LENGTH_MISMATCH', { number: 3, status: 1002 }],
  ['VERSION_UNSUPPORTED', { number: 4, status: 1002 }],
  ['FRAME_TOO_LARGE', { number: 5, status: 1009 }],
  ['TOO_MANY_ERRORS', { number: 6, status: 1008 }],
  ['HANDSHAKE_TIMEOUT', { number: 10 }],
  ['AUTH_FAILED', { number: 11 }],
  ['AUTH_EXPIRED', { number: 12 }],
  ['AUTH_RATE_LIMITED', { number: 13 }],
  ['ORIGIN_REJECTED', { number: 14 }],
  ['KICKED', { number: 15 }],
  ['SESSION_REPLACED', { number: 16 }],
  ['HEARTBEAT_TIMEOUT', { number: 20 }],
  ['IDLE_TIMEOUT', { number: 21 }],
  ['SLOW_CONSUMER', { number: 22 }],
  ['RATE_LIMITED', { number: 23 }],
  ['CANCEL_FLOOD', { number: 24 }],
  ['TOO_MANY_SESSIONS', { number: 25, status: 1013 }],
  ['TOO_MANY_SESSIONS_PER_ADDRESS', { number: 26, status: 1013 }],
  ['OVERLOADED', { number: 27, status: 1013 }],
  ['INTERNAL_ERROR', { number: 30, status: 1011 }],
]);
const BY_NUMBER: ReadonlyMap<number, string> = new Map(
  [...BY_CODE].toReversed().map(([code, { number }]) => [number, code]),
);
/** Some only others send; 1005 stands for a close frame without a status. */
const BY_STATUS: ReadonlyMap<number, string> = new Map<number, string>([
  [1000, 'NORMAL'],
  [1001, 'GOING_AWAY'],
  [1002, 'BAD_PACKET'],
  [1003, 'UNSUPPORTED'],
  [1005, 'NORMAL'],
  [1007, 'BAD_PACKET'],
  [1008, 'TOO_MANY_ERRORS'],
  [1009, 'FRAME_TOO_LARGE'],
  [1010, 'UNSUPPORTED'],
  [1011, 'INTERNAL_ERROR'],
  [1012, 'GOING_AWAY'],
  [1013, 'OVERLOADED'],
  [1014, 'INTERNAL_ERROR'],
]);
