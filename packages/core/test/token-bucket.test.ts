import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { TokenBucket } from '../src/token-bucket.ts';

describe('TokenBucket', () => {
  it('begins full', () => {
    const bucket = new TokenBucket(10, 20, 0);
    expect(bucket.isFull(0)).toBe(true);
    expect(bucket.tryTake(20, 0)).toBe(true);
    expect(bucket.isFull(0)).toBe(false);
  });

  it('says whether it has as many, and takes none', () => {
    const bucket = new TokenBucket(10, 2, 0);
    expect([bucket.has(2, 0), bucket.has(2, 0), bucket.has(3, 0)]).toEqual([true, true, false]);
    bucket.take(2, 0);
    expect([bucket.has(1, 99), bucket.has(1, 100)]).toEqual([false, true]);
  });

  it('takes nothing when it has too little', () => {
    const bucket = new TokenBucket(10, 20, 0);
    expect(bucket.tryTake(21, 0)).toBe(false);
    expect(bucket.isFull(0)).toBe(true);
    expect(bucket.tryTake(20, 0)).toBe(true);
    expect(bucket.tryTake(1, 99)).toBe(false);
    expect(bucket.tryTake(1, 100)).toBe(true);
  });

  it('keeps no more than its burst, however long it waits', () => {
    const bucket = new TokenBucket(10, 20, 0);
    expect(bucket.tryTake(21, 1_000_000)).toBe(false);
    expect(bucket.tryTake(20, 1_000_000)).toBe(true);
    expect(bucket.tryTake(1, 1_000_000)).toBe(false);
  });

  it('goes into debt, and says when it is paid', () => {
    const bucket = new TokenBucket(1000, 100, 0);
    expect(bucket.take(100, 0)).toBe(0);
    expect(bucket.take(50, 0)).toBe(50);
    expect(bucket.take(0, 49)).toBe(1);
    expect(bucket.take(0, 50)).toBe(0);
  });

  it('never says no when there is no limit', () => {
    const bucket = new TokenBucket(Infinity, Infinity, 5);
    for (const nowMs of [5, 5, 6, 6, 1000]) {
      expect(bucket.take(1_000_000, nowMs)).toBe(0);
      expect(bucket.tryTake(1_000_000, nowMs)).toBe(true);
      expect(bucket.isFull(nowMs)).toBe(true);
    }
  });

  it('neither gains nor loses by a clock that goes backwards', () => {
    const bucket = new TokenBucket(1000, 100, 1000);
    bucket.take(100, 1000);
    expect(bucket.tryTake(1, 500)).toBe(false);
    expect(bucket.tryTake(1, 1000)).toBe(false);
    expect(bucket.tryTake(1, 1001)).toBe(true);
  });

  it('gives out what a plain count says, whatever is taken when', () => {
    fc.assert(
      fc.property(
        anyRate,
        fc.nat(100),
        fc.array(anyTake, { maxLength: 100 }),
        (perMs, burst, takes) => {
          const bucket = new TokenBucket(perMs * 1000, burst, 0);
          const model = new CountedTokens(perMs, burst);
          let nowMs = 0;
          for (const { count, afterMs, mayOwe } of takes) {
            nowMs += afterMs;
            model.wait(afterMs);
            const method = mayOwe ? 'take' : 'tryTake';
            expect(bucket[method](count, nowMs)).toBe(model[method](count));
            expect(bucket.isFull(nowMs)).toBe(model.isFull);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('gives out no more than its burst and its rate in any time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(anyTake),
        (perSecond, burst, takes) => {
          const bucket = new TokenBucket(perSecond, burst, 0);
          let [nowMs, taken] = [0, 0];
          for (const { count, afterMs } of takes) {
            nowMs += afterMs;
            if (bucket.tryTake(count, nowMs)) taken += count;
          }
          expect(taken).toBeLessThanOrEqual(burst + (perSecond * nowMs) / 1000 + 1e-6);
        },
      ),
    );
  });
});

/** Tokens a millisecond that a floating point number holds exactly. */
const anyRate = fc.constantFrom(0.0625, 0.125, 0.5, 1, 2, 10);

const anyTake = fc.record({
  count: fc.nat(30),
  afterMs: fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1000)),
  mayOwe: fc.boolean(),
});

/** The same in plain words: one millisecond after the other. */
class CountedTokens {
  #tokens: number;
  readonly #perMs: number;
  readonly #burst: number;

  constructor(perMs: number, burst: number) {
    this.#perMs = perMs;
    this.#burst = burst;
    this.#tokens = burst;
  }

  get isFull(): boolean {
    return this.#tokens >= this.#burst;
  }

  wait(ms: number): void {
    for (let passed = 0; passed < ms; passed += 1) {
      this.#tokens = Math.min(this.#burst, this.#tokens + this.#perMs);
    }
  }

  take(count: number): number {
    this.#tokens -= count;
    let debtMs = 0;
    while (this.#tokens + debtMs * this.#perMs < 0) debtMs += 1;
    return debtMs;
  }

  tryTake(count: number): boolean {
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }
}
