import { describe, expect, it } from '@jest/globals';
import { SendQueue } from '../src/send-queue.ts';

describe('SendQueue', () => {
  it('has an empty front and no bytes at first', () => {
    const queue = new SendQueue();
    expect(queue.front).toHaveLength(0);
    expect(queue.bytes).toBe(0);
  });

  it('hands out its buffers in order', () => {
    const queue = filled('6162', '63', '646566');
    expect(drain(queue, 10)).toEqual(['6162', '63', '646566']);
    expect(queue.bytes).toBe(0);
  });

  it('keeps the rest of a buffer of which a part was taken', () => {
    const queue = filled('61626364', '65');
    queue.skip(3);
    expect(Buffer.from(queue.front).toString('hex')).toBe('64');
    expect(queue.bytes).toBe(2);
    queue.skip(0);
    expect(Buffer.from(queue.front).toString('hex')).toBe('64');
  });

  it('forgets empty buffers', () => {
    const queue = filled('', '61', '');
    queue.skip(1);
    expect(queue.front).toHaveLength(0);
  });

  it('drops everything when cleared', () => {
    const queue = filled('6162', '63');
    queue.clear();
    expect(queue.bytes).toBe(0);
    expect(queue.front).toHaveLength(0);
  });

  it('hands out 100,000 buffers in linear time', () => {
    const queue = new SendQueue();
    for (let count = 0; count < 100_000; count += 1) queue.push(new Uint8Array(1));
    expect(drain(queue, 1)).toHaveLength(100_000);
  });
});

function filled(...buffers: string[]): SendQueue {
  const queue = new SendQueue();
  for (const hex of buffers) queue.push(Buffer.from(hex, 'hex'));
  return queue;
}

function drain(queue: SendQueue, mostBytes: number): string[] {
  const taken: string[] = [];
  while (queue.bytes > 0) {
    const bytes = queue.front.subarray(0, mostBytes);
    taken.push(Buffer.from(bytes).toString('hex'));
    queue.skip(bytes.length);
  }
  return taken;
}
