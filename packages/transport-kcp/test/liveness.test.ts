import { describe, expect, it } from '@jest/globals';
import { Liveness } from '../src/liveness.ts';

const SETTINGS = { keepAliveMs: 100, idleTimeoutMs: 300, stallTimeoutMs: 200 };

describe('Liveness', () => {
  it('asks after silence, again after half of that, and gives up', () => {
    const liveness = new Liveness(SETTINGS, 0);
    const verdicts = [99, 100, 101, 150, 299, 300].map((nowMs) => liveness.check(nowMs, 300));
    expect(verdicts).toEqual(['alive', 'ask', 'alive', 'ask', 'ask', 'idle']);
  });

  it('starts anew with each sign of life', () => {
    const liveness = new Liveness(SETTINGS, 0);
    liveness.onReceived(90);
    expect([liveness.check(189, 300), liveness.silentMs(189), liveness.dueMs(300)]).toEqual([
      'alive',
      99,
      190,
    ]);
  });

  it('holds a stall of its own against nobody', () => {
    const liveness = new Liveness(SETTINGS, 0);
    liveness.setWaiting(true, 0);
    liveness.forgive(5000, 5100);
    expect([liveness.silentMs(5100), liveness.stalledMs(5100)]).toEqual([100, 100]);
    liveness.onReceived(5100);
    liveness.forgive(900, 5150);
    expect(liveness.silentMs(5150)).toBe(0);
  });

  it('gives up when what is in flight makes no progress', () => {
    const liveness = new Liveness(SETTINGS, 0);
    liveness.setWaiting(true, 50);
    liveness.onReceived(240);
    expect([liveness.check(249, 300), liveness.stalledMs(249)]).toEqual(['alive', 199]);
    liveness.onProgress(249);
    expect(liveness.check(260, 300)).toBe('alive');
    liveness.onReceived(440);
    expect(liveness.check(449, 300)).toBe('stalled');
  });

  it('does not count the time in which nothing was in flight', () => {
    const liveness = new Liveness(SETTINGS, 0);
    liveness.setWaiting(false, 0);
    liveness.onReceived(1000);
    liveness.setWaiting(true, 1000);
    liveness.setWaiting(true, 1010);
    expect([liveness.stalledMs(1050), liveness.dueMs(300)]).toEqual([50, 1100]);
    liveness.setWaiting(false, 1060);
    expect(liveness.stalledMs(1090)).toBe(0);
  });
});
