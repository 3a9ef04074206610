import { type CallType, type Clock, NetError, type RequestOptions, type Session } from '@net/core';
import { checkAboveZero } from './check-number.ts';
import { encodedBytes } from './encoded-bytes.ts';
import type { WaitingRequests } from './waiting-requests.ts';

/** What a request that waits for a session works with. */
export interface PatientParts {
  readonly clock: Clock;
  readonly queue: WaitingRequests;
  /** How long a request has that does not say, all waits included. */
  readonly timeoutMs: number;
  /** The session that stands, if one does. */
  readonly current: () => Session | undefined;
}

/**
 * Ask the session that stands, or the next one. What it certainly did not run is asked again of the
 * one after it; what may have run is not.
 *
 * @throws NetError what `session.request` rejects with; what waiting for a session does. TypeError for
 * a `timeoutMs` that is none
 */
export async function requestPatiently<Q, R>(
  parts: PatientParts,
  type: CallType<Q, R>,
  value: NoInfer<Q>,
  options: RequestOptions = {},
): Promise<R> {
  const { clock, queue, current } = parts;
  const { timeoutMs = parts.timeoutMs, signal } = options;
  checkAboveZero('timeoutMs', timeoutMs);
  const giveUpAtMs = clock.now() + timeoutMs;
  const leftMs = (): number => Math.max(1, giveUpAtMs - clock.now());
  let session = current();
  for (;;) {
    session ??= await queue.wait(leftMs(), signal, encodedBytes(type, value));
    try {
      return await session.request(type, value, { ...options, timeoutMs: leftMs() });
    } catch (error) {
      if (!mayRepeat(error)) throw error;
      const next = current();
      session = next === session ? undefined : next;
    }
  }
}

/** Whether a request certainly did not run, and another session may take it. */
function mayRepeat(error: unknown): boolean {
  if (!(error instanceof NetError) || error.executed !== 'no') return false;
  return MOVED.has(error.code);
}

const MOVED: ReadonlySet<string> = new Set(['GOING_AWAY', 'SESSION_CLOSED', 'CONNECTION_LOST']);
