import { serialDiff } from './serial.ts';

/** Says when `ikcp_update` would flush: at multiples of the interval from the first update on. */
export class UpdateSchedule {
  readonly #intervalMs: number;
  #hasBegun = false;
  #flushTs = 0;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Whether there has been an update. Before the first one nothing is flushed. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether to flush in the update at `now`. A clock that jumps by 10 seconds begins anew. */
  isDue(now: number): boolean {
    if (!this.#hasBegun || isJump(serialDiff(now, this.#flushTs))) this.#flushTs = now;
    this.#hasBegun = true;
    if (serialDiff(now, this.#flushTs) < 0) return false;
    this.#flushTs = (this.#flushTs + this.#intervalMs) | 0;
    if (serialDiff(now, this.#flushTs) >= 0) this.#flushTs = (now + this.#intervalMs) | 0;
    return true;
  }

  /**
   * Milliseconds until the next update is useful (`ikcp_check`).
   *
   * @param resendMs until the first segment is sent again; `Infinity` when none is in flight.
   */
  untilUpdate(now: number, resendMs: number): number {
    const flushMs = serialDiff(this.#flushTs, now);
    if (!this.#hasBegun || isJump(-flushMs) || flushMs <= 0 || resendMs <= 0) return 0;
    return Math.min(flushMs, resendMs, this.#intervalMs);
  }
}

function isJump(ms: number): boolean {
  return ms >= JUMP_MS || ms < -JUMP_MS;
}

const JUMP_MS = 10_000;
