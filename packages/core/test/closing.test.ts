import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Closing } from '../src/closing.ts';
import { type Gate, gate, settle } from './support/scene.ts';

describe('Closing', () => {
  it('ends when what it waits for has ended, and leaves no timer behind', async () => {
    const { closing, work, clock } = subject();
    const done = closing.wait(undefined);
    work.open();
    await done;
    expect(clock.timers).toBe(0);
  });

  it('is the same for all who wait', () => {
    const { closing } = subject();
    expect(closing.wait(undefined)).toBe(closing.wait(new AbortController().signal));
  });

  it('is cut short when its time is over', () => {
    const { cut, clock } = subject(500);
    clock.advance(499);
    expect(cut.aborted).toBe(false);
    clock.advance(1);
    expect(cut.aborted).toBe(true);
  });

  it('is cut short by the signal of whoever waits', () => {
    const { closing, cut } = subject();
    const [one, other] = [new AbortController(), new AbortController()];
    void closing.wait(one.signal);
    void closing.wait(other.signal);
    expect(cut.aborted).toBe(false);
    other.abort();
    expect(cut.aborted).toBe(true);
  });

  it('is cut short at once by a signal that is aborted already', () => {
    const { closing, cut } = subject();
    void closing.wait(AbortSignal.abort());
    expect(cut.aborted).toBe(true);
  });

  it('forgets the signal once it has ended', async () => {
    const { closing, cut, work } = subject();
    const controller = new AbortController();
    const done = closing.wait(controller.signal);
    work.open();
    await done;
    await settle();
    controller.abort();
    expect(cut.aborted).toBe(false);
  });
});

function subject(timeoutMs = 1000): {
  readonly closing: Closing;
  readonly cut: AbortSignal;
  readonly work: Gate<void>;
  readonly clock: VirtualClock;
} {
  const clock = new VirtualClock(1000);
  const work = gate();
  let given: AbortSignal | undefined;
  const closing = new Closing(clock, timeoutMs, (cut) => {
    given = cut;
    return work.promise;
  });
  return { closing, cut: given!, work, clock };
}
