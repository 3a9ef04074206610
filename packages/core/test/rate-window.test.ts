import { describe, expect, it } from '@jest/globals';
import { RateWindow } from '../src/rate-window.ts';

describe('RateWindow', () => {
  it('takes as many events as are allowed, and no more', () => {
    const window = new RateWindow(2, 1000);
    expect([0, 500, 999].map((nowMs) => window.add(nowMs))).toEqual([true, true, false]);
  });

  it('says no for the rest of the window', () => {
    const window = new RateWindow(1, 1000);
    window.add(0);
    expect([1, 2, 999].map((nowMs) => window.add(nowMs))).toEqual([false, false, false]);
  });

  it('begins a window with the first event after the last one', () => {
    const window = new RateWindow(1, 1000);
    expect(window.add(5000)).toBe(true);
    expect(window.add(5999)).toBe(false);
    expect(window.add(6000)).toBe(true);
    expect(window.add(6999)).toBe(false);
  });

  it('takes everything when there is no bound', () => {
    const window = new RateWindow(Infinity, 1000);
    expect(Array.from({ length: 1000 }, () => window.add(0)).every(Boolean)).toBe(true);
  });
});
