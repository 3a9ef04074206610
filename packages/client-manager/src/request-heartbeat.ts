import { type Clock, NetError, ReplyError, type Session } from '@net/core';
import type { RequestHeartbeat } from './client-options.ts';
import { pause } from './pause.ts';

/** Asks the peer every interval, and drops the session when it does not answer within another. */
export function beat(session: Session, heartbeat: RequestHeartbeat, clock: Clock): void {
  const { ping, intervalMs = 20_000 } = heartbeat;
  const over = new AbortController();
  void session.closed.then(() => over.abort());
  const ask = async (): Promise<void> => {
    for (;;) {
      await pause(clock, intervalMs, over.signal);
      await ping(session, { timeoutMs: intervalMs }).catch(ignoreIfAlive);
    }
  };
  ask().catch((cause: unknown) => {
    if (over.signal.aborted) return;
    const text = `no answer to a heartbeat within ${intervalMs} ms`;
    session.abort(new NetError('HEARTBEAT_TIMEOUT', text, { cause }));
  });
}

/** Any answer shows that somebody is there, also a refusal. Where nothing was asked, nothing is known. */
function ignoreIfAlive(error: unknown): void {
  if (error instanceof ReplyError) return;
  if (!(error instanceof NetError)) throw error;
  if (error.executed !== 'yes' && error.code !== 'TOO_MANY_PENDING') throw error;
}
