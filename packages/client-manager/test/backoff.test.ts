import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { Backoff } from '../src/backoff.ts';

describe('Backoff', () => {
  it('waits up to a second at first, then up to twice as long each time', () => {
    const longest = new Backoff({}, () => 1);
    const waits = Array.from({ length: 8 }, () => longest.next());
    expect(waits).toEqual([1000, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('may not wait at all', () => {
    const shortest = new Backoff({}, () => 0);
    expect([shortest.next(), shortest.next()]).toEqual([0, 0]);
  });

  it('starts from the beginning after a connection that held', () => {
    const backoff = failed(5);
    backoff.onReady(0);
    backoff.onLost(30_000);
    expect(backoff.next()).toBe(1000);
  });

  it('goes on where it was after a connection that did not hold', () => {
    const backoff = failed(5);
    backoff.onReady(0);
    backoff.onLost(29_999);
    expect(backoff.next()).toBe(16_000);
  });

  it('waits at least as long as the server asks, and up to twice that', () => {
    expect(new Backoff({}, () => 0).next(5000)).toBe(5000);
    expect(new Backoff({}, () => 1).next(5000)).toBe(10_000);
  });

  it('spreads a hundred thousand clients evenly', () => {
    const random = seededRandom(11);
    const bins = new Map<number, number>();
    for (let client = 0; client < 100_000; client++) {
      const bin = Math.floor(new Backoff({}, () => random.next()).next() / 100);
      bins.set(bin, (bins.get(bin) ?? 0) + 1);
    }
    expect(bins.size).toBe(10);
    for (const count of bins.values()) expect(count).toBeLessThan(1.1 * 10_000);
  });
});

function failed(times: number): Backoff {
  const backoff = new Backoff({}, () => 1);
  for (let time = 0; time < times; time++) backoff.next();
  return backoff;
}
