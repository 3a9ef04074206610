import { describe, expect, it } from '@jest/globals';
import { Backoff } from '../src/backoff.ts';

describe('Backoff', () => {
  it('doubles its waits up to the most, until it is stopped', () => {
    const backoff = new Backoff(100, 300);
    expect(backoff.dueMs).toBe(Infinity);
    const waits = [0, 1000, 2000, 3000].map((nowMs) => {
      backoff.onDone(nowMs);
      return backoff.dueMs - nowMs;
    });
    expect(waits).toEqual([100, 200, 300, 300]);
    backoff.stop();
    expect(backoff.dueMs).toBe(Infinity);
  });
});
