import { type Clock, NetError, type Session } from '@net/core';
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
      await ping(session, { timeoutMs: intervalMs }).catch(ignoreRefusal);
    }
  };
  ask().catch((cause: unknown) => {
    if (over.signal.aborted) return;
    const text = `no answer to a heartbeat within ${intervalMs} ms`;
    session.abort(new NetError('HEARTBEAT_TIMEOUT', text, { cause }));
  });
}

/** Also a refusal shows that somebody is there. */
function ignoreRefusal(error: unknown): void {
  if (error instanceof NetError && error.executed === 'yes') return;
  throw error;
}
