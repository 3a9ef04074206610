import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Random, seededRandom } from '../../testing/src/index.ts';
import { Timer, TimerWheel } from '../src/timer-wheel.ts';

describe('TimerWheel', () => {
  it('fires nothing when nothing waits', () => {
    const wheel = new TimerWheel(0);
    wheel.advance(1_000_000);
    expect(wheel.size).toBe(0);
  });

  it('fires no sooner than asked, and at the next tick', () => {
    const { wheel, fired, add } = setUp();
    add('a', 120);
    wheel.advance(149);
    expect(fired).toEqual([]);
    wheel.advance(150);
    expect(fired).toEqual(['a@150']);
    expect(wheel.size).toBe(0);
  });

  it('fires at the next tick what is due already', () => {
    const { wheel, fired, add } = setUp(1000);
    add('a', 0);
    add('b', -5);
    wheel.advance(1000);
    expect(fired).toEqual([]);
    wheel.advance(1050);
    expect(fired.toSorted()).toEqual(['a@1050', 'b@1050']);
  });

  it('fires in the order of the ticks', () => {
    const { wheel, fired, add } = setUp();
    add('third', 300);
    add('first', 100);
    add('second', 200);
    wheel.advance(10_000);
    expect(fired).toEqual(['first@10000', 'second@10000', 'third@10000']);
  });

  it('tells timers of one slot apart that are rounds away', () => {
    const { wheel, fired, add } = setUp();
    const roundMs = 256 * 50;
    add('next', 100);
    add('next round', 100 + roundMs);
    add('tenth round', 100 + 10 * roundMs);
    wheel.advance(100);
    expect(fired).toEqual(['next@100']);
    wheel.advance(99 + roundMs);
    expect(fired).toHaveLength(1);
    wheel.advance(100 + roundMs);
    expect(fired).toHaveLength(2);
    wheel.advance(100 + 10 * roundMs);
    expect(fired).toHaveLength(3);
  });

  it('fires everything that is due after a stall of many rounds', () => {
    const { wheel, fired, add } = setUp();
    for (let count = 1; count <= 600; count += 1) add(`${count}`, count * 100);
    add('later', 10_000_001);
    wheel.advance(10_000_000);
    expect(fired).toHaveLength(600);
    expect(wheel.size).toBe(1);
  });

  it('does not fire what was removed, and may remove it twice', () => {
    const { wheel, fired, add } = setUp();
    const timers = [add('a', 100), add('b', 100), add('c', 100)];
    for (const timer of timers) {
      wheel.remove(timer);
      wheel.remove(timer);
      expect(timer.isArmed).toBe(false);
    }
    wheel.advance(1000);
    expect(fired).toEqual([]);
    expect(wheel.size).toBe(0);
  });

  it('arms a removed timer again', () => {
    const { wheel, fired, add } = setUp();
    const timer = add('a', 100);
    wheel.remove(timer);
    wheel.add(timer, 200);
    wheel.advance(100);
    expect(fired).toEqual([]);
    wheel.advance(200);
    expect(fired).toEqual(['a@200']);
  });

  it('says of a timer that fires that it no longer waits', () => {
    const wheel = new TimerWheel(0);
    const seen: boolean[] = [];
    const timer = new Scripted(() => seen.push(timer.isArmed));
    wheel.add(timer, 100);
    expect(timer.isArmed).toBe(true);
    wheel.advance(100);
    expect(seen).toEqual([false]);
  });

  it('does not fire what a timer of the same tick has removed', () => {
    const wheel = new TimerWheel(0);
    const fired: string[] = [];
    const one = new Scripted(() => {
      fired.push('one');
      wheel.remove(other);
    });
    const other = new Scripted(() => {
      fired.push('other');
      wheel.remove(one);
    });
    wheel.add(one, 100);
    wheel.add(other, 100);
    wheel.advance(100);
    expect(fired).toHaveLength(1);
    wheel.advance(10_000);
    expect(fired).toHaveLength(1);
    expect(wheel.size).toBe(0);
  });

  it('fires later what a timer of the same tick has put off', () => {
    const wheel = new TimerWheel(0);
    const fired: string[] = [];
    const putOff = new Scripted((nowMs) => fired.push(`put off@${nowMs}`));
    const first = new Scripted(() => {
      wheel.remove(putOff);
      wheel.add(putOff, 300);
    });
    wheel.add(putOff, 150);
    wheel.add(first, 100);
    wheel.advance(200);
    expect(fired).toEqual([]);
    wheel.advance(300);
    expect(fired).toEqual(['put off@300']);
  });

  it('fires in the next tick what a timer has added for now', () => {
    const wheel = new TimerWheel(0);
    const fired: number[] = [];
    const timer = new Scripted((nowMs) => {
      fired.push(nowMs);
      wheel.add(timer, nowMs);
    });
    wheel.add(timer, 50);
    wheel.advance(50);
    wheel.advance(100);
    expect(fired).toEqual([50, 100]);
  });

  it('adds and removes as fast among 100,000 timers as among few', () => {
    const wheel = new TimerWheel(0);
    const timers = Array.from({ length: 100_000 }, () => new Scripted(() => {}));
    const startMs = performance.now();
    for (const timer of timers) wheel.add(timer, 100);
    for (const timer of timers.toReversed()) wheel.remove(timer);
    expect(wheel.size).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it('agrees with a plain list over thousands of random steps', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(1, 16, 50), (seed, tickMs) => {
        const pair = new WheelAndList(seededRandom(seed, 'timer wheel'), tickMs);
        for (let step = 0; step < 300; step += 1) pair.step();
        pair.finish();
      }),
      { numRuns: 100 },
    );
  });
});

function setUp(nowMs = 0) {
  const wheel = new TimerWheel(nowMs);
  const fired: string[] = [];
  const add = (name: string, dueMs: number): Timer => {
    const timer = new Scripted((atMs) => fired.push(`${name}@${atMs}`));
    wheel.add(timer, dueMs);
    return timer;
  };
  return { wheel, fired, add };
}

class Scripted extends Timer {
  readonly #run: (nowMs: number) => void;

  constructor(run: (nowMs: number) => void) {
    super();
    this.#run = run;
  }

  override onTimeout(nowMs: number): void {
    this.#run(nowMs);
  }
}

/** Does the same to a wheel and to a list of what waits; timers that fire do so too. */
class WheelAndList {
  readonly #random: Random;
  readonly #tickMs: number;
  readonly #wheel: TimerWheel;
  readonly #timers: readonly Timer[];
  readonly #dueTicks = new Map<Timer, number>();
  #nowMs: number;
  /** The due tick of what fired last in this `advance`. */
  #lastTick = 0;
  #isInOrder = true;

  constructor(random: Random, tickMs: number) {
    this.#random = random;
    this.#tickMs = tickMs;
    this.#nowMs = random.below(1000);
    this.#wheel = new TimerWheel(this.#nowMs, tickMs);
    this.#timers = Array.from({ length: 12 }, () => {
      const timer: Timer = new Scripted((nowMs) => this.#onFire(timer, nowMs));
      return timer;
    });
  }

  step(): void {
    if (this.#random.chance(0.5)) this.#addOrRemove();
    else this.#advance(this.#randomMs());
    assert.equal(this.#wheel.size, this.#dueTicks.size);
  }

  /** Whatever waits still fires in the end. */
  finish(): void {
    while (this.#dueTicks.size > 0) {
      for (const timer of this.#timers) if (this.#random.chance(0.5)) this.#remove(timer);
      this.#advance(30_000);
    }
    assert.equal(this.#wheel.size, 0);
    assert.deepEqual(
      this.#timers.filter(({ isArmed }) => isArmed),
      [],
    );
  }

  get #tick(): number {
    return Math.floor(this.#nowMs / this.#tickMs);
  }

  #advance(ms: number): void {
    const before = this.#tick;
    this.#nowMs += ms;
    // Over more than one round, the order is not promised.
    this.#isInOrder = this.#tick - before < 256;
    this.#lastTick = 0;
    this.#wheel.advance(this.#nowMs);
    const missed = [...this.#dueTicks.values()].filter((dueTick) => dueTick <= this.#tick);
    assert.deepEqual(missed, []);
  }

  #onFire(timer: Timer, nowMs: number): void {
    const dueTick = this.#dueTicks.get(timer) ?? assert.fail('it fires though it does not wait');
    this.#dueTicks.delete(timer);
    assert.equal(nowMs, this.#nowMs);
    assert.equal(timer.isArmed, false);
    assert.ok(dueTick <= this.#tick, 'it fires too soon');
    assert.ok(!this.#isInOrder || dueTick >= this.#lastTick, 'it fires out of order');
    this.#lastTick = dueTick;
    for (let times = this.#random.below(3); times > 0; times -= 1) this.#addOrRemove();
  }

  #addOrRemove(): void {
    const timer = this.#timers[this.#random.below(this.#timers.length)]!;
    if (timer.isArmed || this.#random.chance(0.2)) return this.#remove(timer);
    const dueMs = this.#nowMs + this.#randomMs() - 20;
    this.#wheel.add(timer, dueMs);
    this.#dueTicks.set(timer, Math.max(this.#tick + 1, Math.ceil(dueMs / this.#tickMs)));
  }

  #remove(timer: Timer): void {
    this.#wheel.remove(timer);
    this.#dueTicks.delete(timer);
    assert.equal(timer.isArmed, false);
  }

  /** Mostly little, sometimes more than a round of the wheel. */
  #randomMs(): number {
    return this.#random.next() * this.#random.below(this.#random.chance(0.1) ? 40_000 : 400);
  }
}
