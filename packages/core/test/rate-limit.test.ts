import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { RateLimit } from '../src/rate-limit.ts';
import { Timers } from '../src/timers.ts';

describe('RateLimit', () => {
  it('lets through twice the rate in a burst, then says to wait', () => {
    const { take } = setUp({ frames: 100 });
    expect(take(200, 0)).toBe('ok');
    expect(take(1, 0)).toBe('wait');
  });

  it('counts bytes as well as frames', () => {
    const { take } = setUp({ bytes: 1000 });
    expect(take(1, 2000)).toBe('ok');
    expect(take(1, 1)).toBe('wait');
  });

  it('lets a flood of empty frames through when only bytes are bounded', () => {
    const { take } = setUp({ bytes: 1000 });
    expect(take(1_000_000, 0)).toBe('ok');
    expect(take(1_000_000, 0)).toBe('ok');
  });

  it('says when the debt is paid', () => {
    const { clock, take, paidAtMs } = setUp({ frames: 100 });
    take(250, 0);
    clock.advance(499);
    expect(paidAtMs).toEqual([]);
    clock.advance(51);
    expect(paidAtMs).toEqual([500]);
    expect(take(1, 0)).toBe('ok');
  });

  it('says it once, however often it was told to wait', () => {
    const { clock, take, paidAtMs } = setUp({ frames: 100 });
    take(250, 0);
    take(1, 0);
    take(1, 0);
    clock.advance(600);
    expect(paidAtMs).toHaveLength(1);
  });

  it('gives up on a peer that stays over the rate for ten seconds', () => {
    const { clock, take } = setUp({ frames: 100 });
    const verdicts: string[] = [];
    for (let second = 0; second <= 11; second += 1) {
      verdicts.push(take(300, 0));
      clock.advance(1000);
    }
    expect(verdicts.slice(0, 11)).toEqual(Array.from({ length: 11 }, () => 'wait'));
    expect(verdicts[11]).toBe('over');
  });

  it('forgets how long it was when the peer comes under the rate', () => {
    const { clock, take } = setUp({ frames: 100 });
    take(300, 0);
    clock.advance(9000);
    expect(take(1, 0)).toBe('ok');
    take(300, 0);
    clock.advance(2000);
    expect(take(300, 0)).toBe('wait');
  });

  it('knows its rates', () => {
    const { limit } = setUp({ frames: 100 });
    expect(limit.isOf(100, Infinity)).toBe(true);
    expect([limit.isOf(101, Infinity), limit.isOf(100, 5)]).toEqual([false, false]);
  });

  it('says nothing after it was stopped', () => {
    const { clock, limit, take, paidAtMs } = setUp({ frames: 100 });
    take(250, 0);
    limit.stop();
    clock.advance(10_000);
    expect(paidAtMs).toEqual([]);
    expect(clock.timers).toBe(0);
  });
});

function setUp({ frames = Infinity, bytes = Infinity }) {
  const clock = new VirtualClock();
  const paidAtMs: number[] = [];
  const limit = new RateLimit(Timers.of(clock), frames, bytes, clock.now(), () =>
    paidAtMs.push(clock.now()),
  );
  const take = (newFrames: number, newBytes: number): string =>
    limit.take(newFrames, newBytes, clock.now());
  return { clock, limit, take, paidAtMs };
}
