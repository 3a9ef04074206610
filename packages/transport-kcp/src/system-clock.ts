import type { Clock } from '@net/core';

/** The platform's clock. Its timers do not keep the process alive: the sockets do. */
export const systemClock: Clock = {
  now: () => performance.now(),
  endOfTurn: (run) => queueMicrotask(run),
  nextTurn: (run) => void setImmediate(run),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_MS)).unref();
    return () => clearTimeout(timer);
  },
};

/** Node takes a longer time for none at all. */
const LONGEST_MS = 2 ** 31 - 1;
