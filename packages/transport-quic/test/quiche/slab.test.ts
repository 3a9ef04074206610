import { describe, expect, it } from '@jest/globals';
import { Slab } from '../../src/quiche/slab.ts';

describe('Slab', () => {
  it('gives room for what is asked, and more where it has more', () => {
    const slab = new Slab(100);
    expect(slab.room(10)).toHaveLength(10);
    expect(slab.room(10, 60)).toHaveLength(60);
    slab.take(80);
    expect(slab.room(10, 60)).toHaveLength(20);
  });

  it('never cuts the same bytes twice', () => {
    const slab = new Slab(64);
    const blocks = Array.from({ length: 50 }, (_, index) => {
      slab.room(10).fill(index);
      return slab.take(7);
    });
    for (const [index, block] of blocks.entries()) {
      expect(block).toEqual(Buffer.alloc(7, index));
    }
  });

  it('begins a new buffer when the old one has too little left', () => {
    const slab = new Slab(100);
    slab.room(60);
    const first = slab.take(60);
    expect(slab.room(50)).toHaveLength(50);
    expect(slab.take(50).buffer).not.toBe(first.buffer);
  });
});
