import { describe, expect, it } from '@jest/globals';
import { MaskKeys } from '../src/mask-keys.ts';

describe('MaskKeys', () => {
  it('hands out each key of a pool once, and then fills the next pool', () => {
    let fills = 0;
    const keys = new MaskKeys((pool) => {
      fills += 1;
      pool.forEach((_, index) => (pool[index] = fills * 10_000 + index));
    });
    expect(fills).toBe(0);
    const seen = new Set(Array.from({ length: 5000 }, () => keys.next()));
    expect(seen.size).toBe(5000);
    expect(fills).toBe(3);
    expect([...seen].slice(0, 2)).toEqual([10_000, 10_001]);
  });
});
