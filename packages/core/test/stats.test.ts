import { describe, expect, it } from '@jest/globals';
import { newStats } from '../src/stats.ts';

describe('newStats', () => {
  it('begins at zero', () => {
    expect(new Set(Object.values(newStats()))).toEqual(new Set([0]));
  });

  it('is another one each time', () => {
    const stats = newStats();
    stats.messagesSent += 1;
    expect(newStats().messagesSent).toBe(0);
  });
});
