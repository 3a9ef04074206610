import type { Clock } from './clock.ts';
import type { OpenSession } from './open-session.ts';
import type { Abortable } from './transport.ts';

/** How a server sends its sessions away. */
export interface DrainOptions extends Abortable {
  /** Milliseconds over which sessions are asked to leave, so that not all dial anew at once. 0. */
  readonly spreadMs?: number | undefined;
  /** Milliseconds that peers are told to wait before they dial this address again. 0. */
  readonly retryAfterMs?: number | undefined;
}

/** Ask all to leave, one after the other; resolves when all have, or `cut` is aborted. */
export async function dismissAll(
  sessions: readonly OpenSession[],
  clock: Clock,
  cut: AbortSignal,
  { spreadMs = 0, retryAfterMs = 0 }: DrainOptions,
): Promise<void> {
  const dismissals = sessions.map(async (session, index) => {
    if (spreadMs > 0) await pause(clock, (spreadMs * index) / sessions.length, cut);
    await session.dismiss(retryAfterMs, cut);
  });
  await Promise.all(dismissals);
}

function pause(clock: Clock, ms: number, cut: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = clock.after(ms, resolve);
    const onCut = (): void => {
      stop();
      resolve();
    };
    if (cut.aborted) onCut();
    cut.addEventListener('abort', onCut, { once: true });
  });
}
