import { type Clock, systemClock } from './clock.ts';
import { NetError } from './errors.ts';
import { onAbort } from './on-abort.ts';

/** How long a dial may take, and what else ends it. */
export interface DialBounds {
  /** Whom it is to, for errors. */
  readonly address: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** The platform's by default. */
  readonly clock?: Pick<Clock, 'after'>;
}

/**
 * Dial with `attempt`, within bounds.
 *
 * @param attempt given the signal that is aborted at the bounds: it then ends soon, with nothing left
 * open, and what it throws is of no interest.
 * @throws the reason of `signal`, NetError `CONNECT_TIMEOUT`, or else what `attempt` throws.
 */
export async function dialWithin<T>(
  { address, timeoutMs, signal, clock = systemClock }: DialBounds,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const unwatch = onAbort(signal, (reason) => ending.abort(reason));
  const stopTimer = clock.after(timeoutMs, () => {
    const text = `no connection to ${address} in ${timeoutMs} ms`;
    ending.abort(new NetError('CONNECT_TIMEOUT', text));
  });
  try {
    return await attempt(ending.signal);
  } catch (error) {
    ending.signal.throwIfAborted();
    throw error;
  } finally {
    stopTimer();
    unwatch();
  }
}
