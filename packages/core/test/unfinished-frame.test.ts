import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import type { NetError } from '../src/errors.ts';
import { MemoryBudget } from '../src/memory-budget.ts';
import { Timers } from '../src/timers.ts';
import { UnfinishedFrame } from '../src/unfinished-frame.ts';

describe('UnfinishedFrame', () => {
  it('ends a frame that does not come within the timeout', () => {
    const { clock, waitFor, late } = setUp(1000);
    waitFor(5, true);
    clock.advance(999);
    expect(late).toEqual([]);
    clock.advance(100);
    expect(late).toEqual(['FRAME_TIMEOUT: 5 bytes of a frame came in 1050 ms, and not the rest']);
  });

  it('counts from the first byte, however many chunks follow', () => {
    const { clock, waitFor, late } = setUp(1000);
    waitFor(1, true);
    for (let bytes = 2; bytes <= 10; bytes += 1) {
      clock.advance(100);
      waitFor(bytes, false);
    }
    expect(late).toEqual([]);
    clock.advance(200);
    expect(late).toEqual([expect.stringContaining('10 bytes of a frame')]);
  });

  it('allows one second more for each 64 KiB received', () => {
    const { clock, waitFor, late } = setUp(1000);
    waitFor(2 * 64 * 1024, true);
    clock.advance(2999);
    expect(late).toEqual([]);
    clock.advance(100);
    expect(late).toEqual([
      'FRAME_TIMEOUT: 131072 bytes of a frame came in 3000 ms, and not the rest',
    ]);
  });

  it('counts anew when another frame has begun', () => {
    const { clock, waitFor, late } = setUp(1000);
    waitFor(5, true);
    clock.advance(900);
    waitFor(3, true);
    clock.advance(900);
    expect(late).toEqual([]);
    clock.advance(200);
    expect(late).toEqual([expect.stringContaining('3 bytes of a frame')]);
  });

  it('counts anew after it was stopped', () => {
    const { clock, frame, waitFor, late } = setUp(1000);
    waitFor(5, true);
    frame.unwatch();
    clock.advance(900);
    waitFor(5, false);
    clock.advance(900);
    expect(late).toEqual([]);
    clock.advance(200);
    expect(late).toHaveLength(1);
  });

  it('says nothing once the frame is complete', () => {
    const { clock, frame, waitFor, late } = setUp(1000);
    waitFor(5, true);
    frame.unwatch();
    clock.advance(10_000);
    expect(late).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('waits for ever when there is no limit', () => {
    const { clock, frame, waitFor, late } = setUp(Infinity);
    waitFor(5, true);
    clock.advance(1_000_000);
    expect(frame.isArmed).toBe(false);
    expect(late).toEqual([]);
  });

  it('counts what it holds against the budget of all', () => {
    const { frame, budget } = setUp(1000);
    frame.hold(100);
    expect(budget.usedBytes).toBe(100);
    frame.hold(40);
    expect(budget.usedBytes).toBe(40);
    frame.hold(0);
    expect(budget.usedBytes).toBe(0);
  });

  it('ends when the budget of all is spent', () => {
    const { frame, late } = setUp(1000, 99);
    frame.hold(100);
    expect(late).toEqual([
      'OVERLOADED: all sessions hold too many bytes of unfinished frames, this one 100',
    ]);
  });
});

function setUp(frameTimeoutMs: number, maxBytes = Infinity) {
  const clock = new VirtualClock();
  const late: string[] = [];
  const context = {
    timers: Timers.of(clock),
    receiveBudget: new MemoryBudget(maxBytes),
    bounds: { frameTimeoutMs },
  };
  const frame = new UnfinishedFrame(context, ({ code, message }: NetError) =>
    late.push(`${code}: ${message}`),
  );
  const waitFor = (bytes: number, isNew: boolean): void => {
    frame.hold(bytes);
    frame.watch(isNew, clock.now());
  };
  return { clock, frame, waitFor, late, budget: context.receiveBudget };
}
