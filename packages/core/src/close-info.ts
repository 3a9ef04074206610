import { codeOfClose } from './error-codes.ts';
import { NetError } from './errors.ts';
import type { CloseInfo } from './session.ts';

/** How a session ended that `error` ended, or nothing but a wish. */
export function closeInfo(initiator: CloseInfo['initiator'], error: Error | undefined): CloseInfo {
  if (error === undefined) return { code: 'NORMAL', reason: ORDERLY[initiator], initiator };
  const code = error instanceof NetError ? error.code : FOREIGN[initiator];
  return { code, reason: error.message, initiator, error };
}

/** What a call on a session that ended so fails with. */
export function closedError({ code, reason, initiator, error }: CloseInfo): NetError {
  if (code !== 'NORMAL') return new NetError(code, reason, { cause: error });
  return new NetError(initiator === 'local' ? 'SESSION_CLOSED' : 'CONNECTION_LOST', reason);
}

/** What a peer that closes the session with this number means. */
export function closeError(closeCode: number): NetError {
  const code = codeOfClose(closeCode);
  return new NetError(code, `the peer closed the session: ${code}`);
}

const ORDERLY: Record<CloseInfo['initiator'], string> = {
  local: 'the session was closed',
  remote: 'the peer closed the session',
  transport: 'the connection ended',
};

/** The code for an error that is not one of ours. */
const FOREIGN: Record<CloseInfo['initiator'], string> = {
  local: 'SESSION_CLOSED',
  remote: 'CONNECTION_LOST',
  transport: 'CONNECTION_LOST',
};
