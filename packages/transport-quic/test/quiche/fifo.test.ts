import { describe, expect, it } from '@jest/globals';
import { Fifo } from '../../src/quiche/fifo.ts';

describe('Fifo', () => {
  it('gives back nothing when nothing waits', () => {
    const fifo = new Fifo<number>();
    expect(fifo.shift()).toBeUndefined();
    expect(fifo.size).toBe(0);
  });

  it('gives back what came first, however pushes and shifts are mixed', () => {
    const fifo = new Fifo<number>();
    const taken: (number | undefined)[] = [];
    for (let value = 0; value < 1000; value += 1) {
      fifo.push(value);
      if (value % 3 !== 0) taken.push(fifo.shift());
    }
    expect(fifo.size).toBe(334);
    while (fifo.size > 0) taken.push(fifo.shift());
    expect(taken).toEqual(Array.from({ length: 1000 }, (_, value) => value));
  });
});
