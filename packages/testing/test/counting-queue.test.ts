import { describe, expect, it } from '@jest/globals';
import { CountingQueue } from '../src/counting-queue.ts';

describe('CountingQueue', () => {
  it('counts every byte that is looked at, again and again included', () => {
    const queue = new CountingQueue();
    queue.push(Buffer.from('0001020304050607', 'hex'));
    expect(queue.peekUint8(1)).toBe(0x01);
    expect(queue.peekUint16(1)).toBe(0x0102);
    expect(queue.peekUint16(1, true)).toBe(0x0201);
    expect(queue.peekUint32(0)).toBe(0x00010203);
    expect(queue.looks).toBe(9);
    expect(queue.take(2)).toHaveLength(2);
    expect(queue.looks).toBe(11);
  });

  it('counts what a search has passed', () => {
    const queue = new CountingQueue();
    queue.push(Buffer.from('0001020304050607', 'hex'));
    expect(queue.indexOf(0x02)).toBe(2);
    expect(queue.looks).toBe(3);
    expect(queue.indexOf(0xff, 5)).toBe(-1);
    expect(queue.looks).toBe(6);
  });
});
