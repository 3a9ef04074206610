import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SendQueue } from '../src/send-queue.ts';

describe('SendQueue', () => {
  it('has nothing to take at first', () => {
    const queue = new SendQueue();
    expect(queue.bytes).toBe(0);
    expect(queue.take(10)).toHaveLength(0);
    queue.skip(0);
    expect(queue.bytes).toBe(0);
  });

  it('does not keep empty buffers', () => {
    const queue = new SendQueue();
    queue.push(Buffer.alloc(0));
    queue.push(Buffer.from('a'));
    expect(queue.take(10)).toEqual(Buffer.from('a'));
  });

  it('keeps at its front what was not taken', () => {
    const queue = new SendQueue();
    expect(queue.front).toHaveLength(0);
    for (const text of ['abcd', 'e']) queue.push(Buffer.from(text));
    queue.skip(3);
    expect(queue.front).toEqual(Buffer.from('d'));
    expect(queue.bytes).toBe(2);
    queue.skip(0);
    expect(queue.front).toEqual(Buffer.from('d'));
    queue.skip(1);
    expect(queue.front).toEqual(Buffer.from('e'));
  });

  it('hands out a small buffer as it is', () => {
    const queue = new SendQueue();
    const buffer = Buffer.from('abc');
    queue.push(buffer);
    expect(queue.take(3)).toBe(buffer);
  });

  it('hands out a large buffer in pieces without a copy', () => {
    const queue = new SendQueue();
    const buffer = Buffer.from('abcde');
    queue.push(buffer);
    const pieces = [queue.take(2), queue.take(2), queue.take(2)];
    expect(pieces.map(String)).toEqual(['ab', 'cd', 'e']);
    expect(pieces.every((piece) => piece.buffer === buffer.buffer)).toBe(true);
  });

  it('keeps order and count, however it is filled and emptied', () => {
    const push = fc.uint8Array({ maxLength: 20 });
    const take = fc.integer({ min: 1, max: 15 });
    fc.assert(
      fc.property(fc.array(fc.tuple(push, take), { maxLength: 100 }), (steps) => {
        const queue = new SendQueue();
        const taken: Uint8Array[] = [];
        for (const [bytes, count] of steps) {
          queue.push(bytes);
          const before = queue.bytes;
          const piece = queue.take(count);
          expect(piece.length).toBeLessThanOrEqual(count);
          expect(queue.bytes).toBe(before - piece.length);
          taken.push(piece);
        }
        while (queue.bytes > 0) taken.push(queue.take(7));
        const pushed = steps.map(([bytes]) => bytes);
        expect(Buffer.compare(Buffer.concat(taken), Buffer.concat(pushed))).toBe(0);
      }),
    );
  });

  it('takes a million buffers in linear time', () => {
    const queue = new SendQueue();
    const buffer = Buffer.from('a');
    for (let index = 0; index < 1_000_000; index += 1) queue.push(buffer);
    let taken = 0;
    while (queue.bytes > 0) taken += queue.take(1).length;
    expect(taken).toBe(1_000_000);
  });

  it('forgets everything when cleared', () => {
    const queue = new SendQueue();
    queue.push(Buffer.from('abc'));
    queue.clear();
    expect(queue.bytes).toBe(0);
    expect(queue.take(10)).toHaveLength(0);
  });
});
