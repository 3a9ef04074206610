import { describe, expect, it } from '@jest/globals';
import { serialDiff } from '../src/serial.ts';

describe('serialDiff', () => {
  it('tells how far ahead a number is, across the wrap', () => {
    expect(serialDiff(5, 3)).toBe(2);
    expect(serialDiff(3, 5)).toBe(-2);
    expect(serialDiff(1, 0xffffffff)).toBe(2);
    expect(serialDiff(-1, 1)).toBe(-2);
  });
});
