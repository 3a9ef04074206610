import { describe, expect, it } from '@jest/globals';
import { UpdateSchedule } from '../src/update-schedule.ts';

describe('UpdateSchedule', () => {
  it('flushes at once, then at multiples of the interval', () => {
    const schedule = new UpdateSchedule(100);
    expect(schedule.hasBegun).toBe(false);
    expect([0, 99, 100, 150, 199, 200].map((now) => schedule.isDue(now))).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  it('skips what it has missed', () => {
    const schedule = new UpdateSchedule(100);
    schedule.isDue(0);
    expect([950, 1000, 1050].map((now) => schedule.isDue(now))).toEqual([true, false, true]);
  });

  it('begins anew when the clock jumps by ten seconds either way', () => {
    const schedule = new UpdateSchedule(100);
    schedule.isDue(0);
    expect(schedule.isDue(10_100)).toBe(true);
    expect(schedule.isDue(201)).toBe(false);
    expect(schedule.isDue(199)).toBe(true);
    expect(schedule.untilUpdate(198, Infinity)).toBe(100);
  });

  it('says when the next update is useful', () => {
    const schedule = new UpdateSchedule(100);
    expect(schedule.untilUpdate(0, Infinity)).toBe(0);
    schedule.isDue(0);
    expect([50, 100].map((now) => schedule.untilUpdate(now, Infinity))).toEqual([50, 0]);
    expect(schedule.untilUpdate(50, 20)).toBe(20);
    expect(schedule.untilUpdate(50, -1)).toBe(0);
  });
});
