import type { Clock } from '@net/core';

/**
 * A clock that stands still until it is advanced.
 *
 * Only timers are virtual. What waits for the end of a turn runs in a real microtask, and what waits
 * for the next turn in a real `setImmediate`: so a test may simply `await` an answer, and no real
 * time is involved. Within `advance`, which is synchronous, both run between the timers instead. The
 * order is the same on every run.
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  #lastTimer = 0;
  #isAdvancing = false;
  /** The next one to run is the last. */
  readonly #timers: Timer[] = [];
  readonly #endOfTurn = new RunQueue();
  readonly #nextTurn = new RunQueue();

  /** @param startMs what `now()` says at first. */
  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  /** Virtual milliseconds. */
  now(): number {
    return this.#nowMs;
  }

  /** How many timers wait: 0 when a test has cleaned up. */
  get timers(): number {
    return this.#timers.length;
  }

  /** When the next timer is due; `undefined` when none waits. */
  get nextAtMs(): number | undefined {
    return this.#timers.at(-1)?.atMs;
  }

  /** Call `run` in a microtask, or within `advance` before the next timer. */
  endOfTurn(run: () => void): void {
    this.#endOfTurn.push(run);
    queueMicrotask(() => this.#endOfTurn.runOne());
  }

  /** Call `run` in the event loop's next turn, or within `advance` before the next timer. */
  nextTurn(run: () => void): void {
    this.#nextTurn.push(run);
    setImmediate(() => this.#nextTurn.runOne());
  }

  /** Call `run` once the clock has been advanced by `ms`. Returns what calls it off. */
  after(ms: number, run: () => void): () => void {
    if (Number.isNaN(ms))
      throw new TypeError('a timer waits for a number of milliseconds, got NaN');
    const timer = { atMs: this.#nowMs + Math.max(0, ms), order: (this.#lastTimer += 1), run };
    this.#timers.splice(this.#placeOf(timer), 0, timer);
    return () => this.#remove(timer);
  }

  /**
   * Let `ms` pass: run the timers that come due, in the order of their time, equal times in the
   * order of their making. Promise callbacks wait until the caller is done.
   *
   * @throws what a timer throws; the clock then stands at that timer.
   */
  advance(ms: number): void {
    const untilMs = this.#begin(ms);
    try {
      this.#settle();
      for (let due = this.#takeDue(untilMs); due; due = this.#takeDue(untilMs)) {
        due.run();
        this.#settle();
      }
      this.#nowMs = untilMs;
    } finally {
      this.#isAdvancing = false;
    }
  }

  /** As `advance`, but promise callbacks run between the timers, and may make more of them. */
  async advanceAsync(ms: number): Promise<void> {
    const untilMs = this.#begin(ms);
    try {
      await this.#settleAsync();
      for (let due = this.#takeDue(untilMs); due; due = this.#takeDue(untilMs)) {
        due.run();
        await this.#settleAsync();
      }
      this.#nowMs = untilMs;
    } finally {
      this.#isAdvancing = false;
    }
  }

  /** Check and start an advance; returns when it is over. */
  #begin(ms: number): number {
    if (!(ms >= 0 && ms < Infinity)) {
      throw new TypeError(`a clock advances by a number of milliseconds from 0, got ${ms}`);
    }
    if (this.#isAdvancing) throw new TypeError('this clock is being advanced already');
    this.#isAdvancing = true;
    return this.#nowMs + ms;
  }

  /** Take the next timer that is due by `untilMs`, and move the time to it. */
  #takeDue(untilMs: number): Timer | undefined {
    const timer = this.#timers.at(-1);
    if (timer === undefined || timer.atMs > untilMs) return undefined;
    this.#timers.pop();
    this.#nowMs = timer.atMs;
    return timer;
  }

  /** Run what waits for the end of the turn and for the next turn, until nothing does. */
  #settle(): void {
    for (let runs = 0; this.#runWaiting(); runs += 1) {
      if (runs === MAX_RUNS) throw new Error(`${MAX_RUNS} turns have passed without any time`);
    }
  }

  /** The same, with all promise callbacks that this leads to. */
  async #settleAsync(): Promise<void> {
    do {
      this.#settle();
      await new Promise((resolve) => setImmediate(resolve));
    } while (!this.#endOfTurn.isEmpty || !this.#nextTurn.isEmpty);
  }

  /** Run one callback: a turn ends before the next one begins. */
  #runWaiting(): boolean {
    return this.#endOfTurn.runOne() || this.#nextTurn.runOne();
  }

  /** Where `timer` stands or belongs, among timers from the last to the first. */
  #placeOf(timer: Timer): number {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(this.#timers[middle]!, timer)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #remove(timer: Timer): void {
    const place = this.#placeOf(timer);
    if (this.#timers[place] === timer) this.#timers.splice(place, 1);
  }
}

/** What runs when its time has come. */
interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Whether `one` runs after `other`. */
function isAfter(one: Timer, other: Timer): boolean {
  return one.atMs === other.atMs ? one.order > other.order : one.atMs > other.atMs;
}

/** Callbacks in the order they came, each run once. */
class RunQueue {
  readonly #waiting: (() => void)[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  push(run: () => void): void {
    this.#waiting.push(run);
  }

  /** Whether there was one to run. */
  runOne(): boolean {
    const run = this.#waiting.shift();
    run?.();
    return run !== undefined;
  }
}

const MAX_RUNS = 10_000;
