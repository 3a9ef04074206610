import { NetError, type NetErrorCode } from '@net/core';
import { codeOfClose, factsOf } from '@net/core/extend';

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
  if (closeCode === undefined) return undefined;
  const mayBeStandard = !isBrowser || code === 'NORMAL';
  const standard = mayBeStandard ? STANDARD.get(code) : undefined;
  return { status: standard ?? OWN + closeCode, reason: code };
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
  if (isSaidAs(status, reason)) return reason;
  return MEANINGS.get(status) ?? codeOfClose(status - OWN);
}

/** Whether an end that closes for `code` sends this status. */
function isSaidAs(status: number, code: string): boolean {
  const { closeCode } = factsOf(code);
  return closeCode !== undefined && (STANDARD.get(code) === status || OWN + closeCode === status);
}

/** What a socket has that ended without a close frame; never sent. */
const LOST = 1006;
/** The close codes of every transport are sent as 4000 + n. */
const OWN = 4000;
/** What is sent in their place where there is a standard status. */
const STANDARD: ReadonlyMap<string, number> = new Map<NetErrorCode, number>([
  ['NORMAL', 1000],
  ['GOING_AWAY', 1001],
  ['BAD_PACKET', 1002],
  ['FRAME_TIMEOUT', 1002],
  ['FRAME_LENGTH_MISMATCH', 1002],
  ['VERSION_UNSUPPORTED', 1002],
  ['FRAME_TOO_LARGE', 1009],
  ['TOO_MANY_ERRORS', 1008],
  ['TOO_MANY_SESSIONS', 1013],
  ['TOO_MANY_SESSIONS_PER_ADDRESS', 1013],
  ['OVERLOADED', 1013],
  ['INTERNAL_ERROR', 1011],
]);
/** What a standard status means. Some only others send; 1005 stands for a close frame without one. */
const MEANINGS: ReadonlyMap<number, NetErrorCode> = new Map<number, NetErrorCode>([
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
