import { Timer } from './timer-wheel.ts';
import type { Timers } from './timers.ts';

/** A timer that calls a function: for what a session does now and then, not for each message. */
export class Alarm extends Timer {
  #timers: Timers;
  #run: (nowMs: number) => void;

  constructor(timers: Timers, run: (nowMs: number) => void) {
    super();
    this.#timers = timers;
    this.#run = run;
  }

  /** Ring once in `delayMs`, and not when it was to ring before. */
  set(delayMs: number): void {
    this.#timers.remove(this);
    this.#timers.add(this, delayMs);
  }

  /** Do not ring. */
  clear(): void {
    this.#timers.remove(this);
  }

  override onTimeout(nowMs: number): void {
    this.#run(nowMs);
  }
}
