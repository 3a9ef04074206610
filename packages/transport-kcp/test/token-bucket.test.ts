import { describe, expect, it } from '@jest/globals';
import { TokenBucket } from '../src/token-bucket.ts';

describe('TokenBucket', () => {
  it('gives a burst, then its rate', () => {
    const bucket = new TokenBucket(10, 2, 0);
    expect([0, 0, 0, 99, 100].map((nowMs) => bucket.tryTake(nowMs))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it('keeps no more than the burst', () => {
    const bucket = new TokenBucket(10, 2, 0);
    bucket.tryTake(0);
    expect([bucket.isFull(50), bucket.isFull(100)]).toEqual([false, true]);
    expect([0, 0, 0].map(() => bucket.tryTake(100_000))).toEqual([true, true, false]);
  });

  it('has no end without a rate', () => {
    const bucket = new TokenBucket(Infinity, Infinity, 0);
    expect([bucket.tryTake(0), bucket.tryTake(0)]).toEqual([true, true]);
  });
});
