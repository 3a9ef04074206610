import { describe, expect, it } from '@jest/globals';
import { SendQueue } from '../src/send-queue.ts';

describe('SendQueue', () => {
  it('is empty at first, and stays so when asked for more', () => {
    const queue = new SendQueue();
    expect(queue.isEmpty).toBe(true);
    expect(queue.front).toBeUndefined();
    expect(queue.shift()).toBeUndefined();
    expect(queue.isEmpty).toBe(true);
    expect(queue.bytes).toBe(0);
  });

  it('gives back datagrams in the order they came, whoever sent them', () => {
    const queue = new SendQueue();
    const [one, other] = [sender(), sender()];
    queue.push(one, Uint8Array.of(1));
    queue.push(other, Uint8Array.of(2));
    queue.push(one, Uint8Array.of(3));
    expect([take(queue), take(queue), take(queue), take(queue)]).toEqual([1, 2, 3, undefined]);
  });

  it('counts what waits, of all and of each', () => {
    const queue = new SendQueue();
    const [one, other] = [sender(), sender()];
    queue.push(one, new Uint8Array(10));
    queue.push(other, new Uint8Array(20));
    expect([queue.bytes, one.bufferedBytes, other.bufferedBytes]).toEqual([30, 10, 20]);
    queue.shift();
    expect([queue.bytes, one.bufferedBytes, other.bufferedBytes]).toEqual([20, 0, 20]);
  });

  it('takes 100,000 datagrams in linear time', () => {
    const queue = new SendQueue();
    const from = sender();
    for (let count = 0; count < 100_000; count++) queue.push(from, new Uint8Array(1));
    for (let count = 0; count < 100_000; count++) queue.shift();
    expect([queue.bytes, from.bufferedBytes, queue.isEmpty]).toEqual([0, 0, true]);
  });
});

function sender() {
  return { bufferedBytes: 0 };
}

function take(queue: SendQueue<{ bufferedBytes: number }>): number | undefined {
  const value = queue.front?.datagram[0];
  queue.shift();
  return value;
}
