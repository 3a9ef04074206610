import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BlockQueue } from '../src/block-queue.ts';

describe('BlockQueue', () => {
  it('has nothing to take at first', () => {
    const queue = new BlockQueue();
    expect(queue.isEmpty).toBe(true);
    expect(queue.bytes).toBe(0);
    expect(queue.take()).toBeUndefined();
  });

  it('keeps empty blocks', () => {
    const queue = new BlockQueue();
    queue.push(Buffer.alloc(0));
    expect(queue.isEmpty).toBe(false);
    expect(queue.take()).toHaveLength(0);
    expect(queue.isEmpty).toBe(true);
  });

  it('keeps order and count, however it is filled and emptied', () => {
    const push = fc.uint8Array({ maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.option(push), { maxLength: 200 }), (steps) => {
        const queue = new BlockQueue();
        const model: Uint8Array[] = [];
        for (const block of steps) {
          if (block !== null) {
            queue.push(block);
            model.push(block);
          }
          const taken = block === null ? [queue.take(), model.shift()] : [];
          expect(taken[0]).toBe(taken[1]);
          expect(queue.bytes).toBe(model.reduce((sum, { length }) => sum + length, 0));
          expect(queue.isEmpty).toBe(model.length === 0);
        }
      }),
    );
  });

  it('forgets all when cleared', () => {
    const queue = new BlockQueue();
    queue.push(Buffer.from('a'));
    queue.push(Buffer.from('b'));
    queue.take();
    queue.clear();
    expect(queue.bytes).toBe(0);
    expect(queue.take()).toBeUndefined();
  });
});
