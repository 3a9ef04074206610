import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@net/testing';
import { pause } from '../src/pause.ts';

describe('pause', () => {
  it('lasts as long as asked', async () => {
    const clock = new VirtualClock(0);
    let isOver = false;
    const waiting = pause(clock, 100, new AbortController().signal).then(() => (isOver = true));
    await clock.advanceAsync(99);
    expect(isOver).toBe(false);
    await clock.advanceAsync(1);
    await waiting;
  });

  it('is cut short by a signal, before or after it began', async () => {
    const clock = new VirtualClock(0);
    const reason = new Error('enough');
    await expect(pause(clock, 100, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const waiting = pause(clock, 100, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
