import type { Clock } from '@net/core';

/** Time as it is. Its timers do not keep a process alive. */
export const realClock: Pick<Clock, 'now' | 'endOfTurn' | 'after'> = {
  now: () => performance.now(),
  endOfTurn: (run) => queueMicrotask(run),
  after(ms, run) {
    // A timer of 0 ms takes one.
    if (ms <= 0) {
      const immediate = setImmediate(run).unref();
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
