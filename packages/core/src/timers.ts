import type { Clock } from './clock.ts';
import { type Timer, TimerWheel } from './timer-wheel.ts';

/** The timer wheel of one clock, turned while anything waits in it. */
export class Timers {
  #clock: Clock;
  #wheel: TimerWheel;
  #isTurning = false;

  private constructor(clock: Clock) {
    this.#clock = clock;
    this.#wheel = new TimerWheel(clock.now());
  }

  /** All sessions on the same clock share one wheel. */
  static of(clock: Clock): Timers {
    let timers = all.get(clock);
    if (timers === undefined) {
      timers = new Timers(clock);
      all.set(clock, timers);
    }
    return timers;
  }

  /** The clock's time. */
  get nowMs(): number {
    return this.#clock.now();
  }

  /** Arm `timer` to fire in `delayMs`, or up to a tick later. */
  add(timer: Timer, delayMs: number): void {
    const nowMs = this.#clock.now();
    this.#wheel.add(timer, nowMs + delayMs);
    this.#turn();
  }

  /** Disarm `timer`, armed or not. */
  remove(timer: Timer): void {
    this.#wheel.remove(timer);
  }

  #turn(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    const { tickMs } = this.#wheel;
    // When the next tick begins: off the beat, every timer would be late by up to two.
    this.#clock.after(Math.ceil(tickMs - (this.#clock.now() % tickMs)), this.#onTick);
  }

  #onTick = (): void => {
    this.#isTurning = false;
    this.#wheel.advance(this.#clock.now());
    if (this.#wheel.size > 0) this.#turn();
  };
}

const all = new WeakMap<Clock, Timers>();
