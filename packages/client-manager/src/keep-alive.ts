import { type Clock, systemClock } from '@net/core';

/**
 * Keep the process alive while a client may have to dial again: the timers of `@net/core` do not.
 *
 * @returns what lets go
 */
export function keepAlive(clock: Clock): () => void {
  if (clock !== systemClock) return () => {};
  const timer = setInterval(() => {}, MAX_TIMER_MS);
  return () => clearInterval(timer);
}

const MAX_TIMER_MS = 2 ** 31 - 1;
