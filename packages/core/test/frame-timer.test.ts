import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { FrameTimer } from '../src/frame-timer.ts';
import { Timers } from '../src/timers.ts';

describe('FrameTimer', () => {
  it('ends a frame that does not come within the timeout', () => {
    const { clock, timer, late } = setUp(1000);
    timer.waitFor(5, true, clock.now());
    clock.advance(999);
    expect(late).toEqual([]);
    clock.advance(100);
    expect(late).toEqual([{ bytes: 5, elapsedMs: 1050 }]);
  });

  it('counts from the first byte, however many chunks follow', () => {
    const { clock, timer, late } = setUp(1000);
    timer.waitFor(1, true, clock.now());
    for (let bytes = 2; bytes <= 10; bytes += 1) {
      clock.advance(100);
      timer.waitFor(bytes, false, clock.now());
    }
    expect(late).toEqual([]);
    clock.advance(200);
    expect(late).toMatchObject([{ bytes: 10 }]);
  });

  it('allows one second more for each 64 KiB received', () => {
    const { clock, timer, late } = setUp(1000);
    timer.waitFor(2 * 64 * 1024, true, clock.now());
    clock.advance(2999);
    expect(late).toEqual([]);
    clock.advance(100);
    expect(late).toEqual([{ bytes: 131_072, elapsedMs: 3000 }]);
  });

  it('counts anew when another frame has begun', () => {
    const { clock, timer, late } = setUp(1000);
    timer.waitFor(5, true, clock.now());
    clock.advance(900);
    timer.waitFor(3, true, clock.now());
    clock.advance(900);
    expect(late).toEqual([]);
    clock.advance(200);
    expect(late).toMatchObject([{ bytes: 3 }]);
  });

  it('counts anew after it was stopped', () => {
    const { clock, timer, late } = setUp(1000);
    timer.waitFor(5, true, clock.now());
    timer.stop();
    clock.advance(900);
    timer.waitFor(5, false, clock.now());
    clock.advance(900);
    expect(late).toEqual([]);
    clock.advance(200);
    expect(late).toHaveLength(1);
  });

  it('says nothing once the frame is complete', () => {
    const { clock, timer, late } = setUp(1000);
    timer.waitFor(5, true, clock.now());
    timer.stop();
    clock.advance(10_000);
    expect(late).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('waits for ever when there is no limit', () => {
    const { clock, timer, late } = setUp(Infinity);
    timer.waitFor(5, true, clock.now());
    clock.advance(1_000_000);
    expect(timer.isArmed).toBe(false);
    expect(late).toEqual([]);
  });
});

function setUp(timeoutMs: number) {
  const clock = new VirtualClock();
  const late: { bytes: number; elapsedMs: number }[] = [];
  const timer = new FrameTimer(Timers.of(clock), timeoutMs, (bytes, elapsedMs) =>
    late.push({ bytes, elapsedMs }),
  );
  return { clock, timer, late };
}
