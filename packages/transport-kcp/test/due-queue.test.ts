import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { type DueItem, DueQueue } from '../src/due-queue.ts';

function item(): DueItem {
  return { queuedMs: Infinity, queueIndex: 0 };
}

describe('DueQueue', () => {
  it('is empty at first, and takes out what is not in it', () => {
    const queue = new DueQueue<DueItem>();
    queue.set(item(), Infinity);
    expect(queue.first).toBeUndefined();
  });

  it('has the item that is due first at its head, however they are moved', () => {
    const random = seededRandom(3);
    const items = Array.from({ length: 50 }, item);
    const queue = new DueQueue<DueItem>();
    for (let count = 0; count < 5000; count += 1) {
      const moved = items[random.below(items.length)]!;
      queue.set(moved, random.chance(0.2) ? Infinity : random.below(1000));
      const earliest = Math.min(...items.map(({ queuedMs }) => queuedMs));
      if ((queue.first?.queuedMs ?? Infinity) !== earliest) throw new Error(`wrong after ${count}`);
    }
    for (const each of items) queue.set(each, Infinity);
    expect(queue.first).toBeUndefined();
  });
});
