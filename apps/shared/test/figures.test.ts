import { describe, expect, it } from '@jest/globals';
import { duration, wholeFigure } from '../src/figures.ts';

describe('wholeFigure', () => {
  it('groups thousands and rounds', () => {
    expect(wholeFigure(1_234_567.8)).toBe('1,234,568');
  });
});

describe('duration', () => {
  it('is in microseconds below a millisecond, in milliseconds from there on', () => {
    expect([0, 41.25, 999.9, 1000, 25_555].map(duration)).toEqual([
      '0.0 µs',
      '41.3 µs',
      '999.9 µs',
      '1.00 ms',
      '25.55 ms',
    ]);
  });
});
