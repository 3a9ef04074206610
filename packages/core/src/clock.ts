import { nextTurn } from './platform.ts';

/** Time, and the end of a turn, as a session sees them. Tests hand in a virtual one. */
export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Call `run` once, after everything that this turn of the event loop has still to do. */
  endOfTurn(run: () => void): void;
  /** Call `run` once, after input and output had their chance. */
  nextTurn(run: () => void): void;
  /** Call `run` once, no sooner than in `ms` or 24 days. Returns what calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** The platform's own. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: platformNow,
  endOfTurn: (run) => queueMicrotask(run),
  nextTurn: (run) => nextTurn(run),
  after(ms, run) {
    const timer: unknown = setTimeout(run, Math.min(ms, MAX_TIMER_MS));
    if (hasUnref(timer)) timer.unref();
    return () => clearTimeout(timer as number);
  },
};

/**
 * `performance.now()`. Node runs a getter for the name `performance` each time; fake timers replace
 * it together with `setTimeout`, which is a plain property.
 */
function platformNow(): number {
  if (setTimeout !== timersInUse) [timersInUse, performanceInUse] = [setTimeout, performance];
  return performanceInUse.now();
}

let timersInUse = setTimeout;
let performanceInUse = performance;

function hasUnref(timer: unknown): timer is { unref(): void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer;
}

/** The platforms take a longer time for none at all. */
const MAX_TIMER_MS = 2 ** 31 - 1;
