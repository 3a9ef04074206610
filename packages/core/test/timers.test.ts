import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Timer } from '../src/timer-wheel.ts';
import { Timers } from '../src/timers.ts';

describe('Timers', () => {
  it('shares one wheel among all on the same clock', () => {
    const [clock, other] = [new VirtualClock(), new VirtualClock()];
    expect(Timers.of(clock)).toBe(Timers.of(clock));
    expect(Timers.of(clock)).not.toBe(Timers.of(other));
  });

  it('fires no sooner than asked, and up to a tick later', () => {
    for (let startMs = 0; startMs < 50; startMs += 7) {
      for (let delayMs = 1; delayMs <= 400; delayMs += 13) {
        const lateMs = firedAfterMs(startMs, delayMs) - delayMs;
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThanOrEqual(50);
      }
    }
  });

  it('needs one timer of the clock for any number of its own', () => {
    const clock = new VirtualClock();
    const timers = Timers.of(clock);
    for (let count = 0; count < 1000; count += 1) timers.add(new Recorder(), 100 + count);
    expect(clock.timers).toBe(1);
  });

  it('leaves the clock alone when nothing waits', () => {
    const clock = new VirtualClock();
    const timers = Timers.of(clock);
    const timer = new Recorder();
    timers.add(timer, 1000);
    timers.remove(timer);
    clock.advance(60);
    expect(clock.timers).toBe(0);
    expect(timer.firedAtMs).toEqual([]);
  });

  it('is on time after it stood still for long', () => {
    const clock = new VirtualClock(123_456_789.5);
    const timers = Timers.of(clock);
    timers.add(new Recorder(), 10);
    clock.advance(1_000_000);
    const timer = new Recorder();
    timers.add(timer, 100);
    clock.advance(99);
    expect(timer.firedAtMs).toEqual([]);
    clock.advance(53);
    expect(timer.firedAtMs).toHaveLength(1);
  });

  it('fires what is farther away than one round of the wheel', () => {
    const clock = new VirtualClock();
    const timer = new Recorder();
    Timers.of(clock).add(timer, 3_600_000);
    clock.advance(3_599_999);
    expect(timer.firedAtMs).toEqual([]);
    clock.advance(50);
    expect(timer.firedAtMs).toEqual([3_600_000]);
  });

  it('goes on when a timer arms itself anew', () => {
    const clock = new VirtualClock();
    const timers = Timers.of(clock);
    const timer = new Recorder(() => timers.add(timer, 100));
    timers.add(timer, 100);
    clock.advance(1000);
    expect(timer.firedAtMs).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });
});

function firedAfterMs(startMs: number, delayMs: number): number {
  const clock = new VirtualClock(startMs);
  const timer = new Recorder();
  Timers.of(clock).add(timer, delayMs);
  while (timer.isArmed) clock.advance(1);
  return clock.now() - startMs;
}

class Recorder extends Timer {
  readonly firedAtMs: number[] = [];
  readonly #then: () => void;

  constructor(then: () => void = () => {}) {
    super();
    this.#then = then;
  }

  override onTimeout(nowMs: number): void {
    this.firedAtMs.push(nowMs);
    this.#then();
  }
}
