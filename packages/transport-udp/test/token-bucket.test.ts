import { describe, expect, it } from '@jest/globals';
import { TokenBucket } from '../src/token-bucket.ts';

describe('TokenBucket', () => {
  it('gives its burst at once, and its rate from then on', () => {
    const bucket = new TokenBucket(2, 3, 0);
    const take = (nowMs: number): boolean => {
      if (!bucket.has(nowMs)) return false;
      bucket.take();
      return true;
    };
    expect([take(0), take(0), take(0), take(0)]).toEqual([true, true, true, false]);
    expect([take(499), take(500), take(500)]).toEqual([false, true, false]);
  });

  it('keeps no more than its burst', () => {
    const bucket = new TokenBucket(2, 1, 0);
    bucket.take();
    expect(bucket.isFull(499)).toBe(false);
    expect(bucket.isFull(60_000)).toBe(true);
    bucket.take();
    expect(bucket.has(60_000)).toBe(false);
  });

  it('does not mind a clock that stands still, or an unlimited rate', () => {
    const bucket = new TokenBucket(Infinity, Infinity, 0);
    bucket.take();
    expect(bucket.has(0)).toBe(true);
    expect(bucket.has(0)).toBe(true);
  });
});
