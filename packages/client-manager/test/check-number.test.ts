import { describe, expect, it } from '@jest/globals';
import { checkAboveZero, checkTime } from '../src/check-number.ts';

describe('checkTime', () => {
  it('accepts a time from the least on', () => {
    checkTime('warmUpMs', 0, 0);
    checkTime('evictAfterMs', 1, 1);
    checkTime('evictAfterMs', 1e9, 1);
  });

  it('refuses what is none, and says which it was', () => {
    for (const bad of [0, -1, NaN, Infinity, -Infinity]) {
      expect(() => checkTime('evictAfterMs', bad, 1)).toThrow(
        new TypeError(`evictAfterMs is a number of milliseconds from 1, got ${bad}`),
      );
    }
  });
});

describe('checkAboveZero', () => {
  it('accepts the smallest and the largest', () => {
    checkAboveZero('timeoutMs', Number.MIN_VALUE);
    checkAboveZero('timeoutMs', Number.MAX_VALUE);
  });

  it('refuses what is none, and says which it was', () => {
    for (const bad of [0, -1, NaN, Infinity, -Infinity]) {
      expect(() => checkAboveZero('timeoutMs', bad)).toThrow(
        new TypeError(`timeoutMs is a number above 0, got ${bad}`),
      );
    }
  });
});
