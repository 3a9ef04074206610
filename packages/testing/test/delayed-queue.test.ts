import { describe, expect, it } from '@jest/globals';
import { DelayedQueue } from '../src/delayed-queue.ts';
import { seededRandom } from '../src/seeded-random.ts';

describe('DelayedQueue', () => {
  it('has nothing to give at first', () => {
    const queue = new DelayedQueue<string>();
    expect(queue.nextAtMs).toBeUndefined();
    expect(queue.take(Infinity)).toBeUndefined();
    expect(queue.clear()).toEqual([]);
  });

  it('gives what is due, the earliest first', () => {
    const queue = filled([30, 10, 20]);
    expect(queue.nextAtMs).toBe(10);
    expect([queue.take(9), queue.take(20), queue.take(20), queue.take(20)]).toEqual([
      undefined,
      '10 #1',
      '20 #2',
      undefined,
    ]);
    expect(queue.nextAtMs).toBe(30);
  });

  it('gives what is due at the same time in the order it came', () => {
    expect(filled([5, 5, 1, 5]).clear()).toEqual(['1 #2', '5 #0', '5 #1', '5 #3']);
  });

  it('keeps the order while thousands come and go', () => {
    const random = seededRandom(3);
    const queue = new DelayedQueue<number>();
    for (let nowMs = 0; nowMs < 3000; nowMs += 1) {
      for (let more = random.below(4); more > 0; more -= 1) {
        const atMs = nowMs + random.below(500);
        queue.push(atMs, atMs);
      }
      for (let at = queue.take(nowMs); at !== undefined; at = queue.take(nowMs)) {
        expect(at).toBe(nowMs);
      }
    }
    const rest = queue.clear();
    expect(rest).toEqual(rest.toSorted((one, other) => one - other));
    expect(rest.length).toBeGreaterThan(100);
  });
});

function filled(times: readonly number[]): DelayedQueue<string> {
  const queue = new DelayedQueue<string>();
  for (const [index, atMs] of times.entries()) queue.push(atMs, `${atMs} #${index}`);
  return queue;
}
