import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Departure } from '../src/departure.ts';
import type { Abortable } from '../src/transport.ts';
import { FakeConnection } from './support/fake-connection.ts';
import { gate, settle } from './support/scene.ts';

describe('Departure', () => {
  it('refuses what is new, sends what is queued, and then closes', async () => {
    const { departure, steps, dispatcher, clock } = subject();
    const done = departure.depart(undefined);
    expect(dispatcher.isClosing).toBe(true);
    expect(steps).toEqual([]);
    await done;
    expect(steps).toEqual(['flush', 'close']);
    expect(clock.timers).toBe(0);
  });

  it('waits for what runs, and sends its answers', async () => {
    const { departure, steps, dispatcher } = subject();
    dispatcher.size = 1;
    const done = departure.depart(undefined);
    await settle();
    expect(steps).toEqual([]);
    dispatcher.size = 0;
    departure.onIdle();
    await done;
    expect(steps).toEqual(['flush', 'close']);
  });

  it('waits for a handler that has not returned yet', async () => {
    const { departure, steps, dispatcher } = subject();
    const done = departure.depart(undefined);
    dispatcher.size = 1;
    await settle();
    expect(steps).toEqual([]);
    departure.onIdle();
    await done;
  });

  it('waits for what runs no longer than the limit', async () => {
    const { departure, steps, dispatcher, clock, cuts } = subject();
    dispatcher.size = 1;
    const done = departure.depart(undefined);
    await clock.advanceAsync(4999);
    expect(steps).toEqual([]);
    await clock.advanceAsync(1);
    await done;
    expect(steps).toEqual(['flush', 'close']);
    expect(cuts.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('waits for a peer that was asked to leave, with the time for that', async () => {
    const { departure, steps, clock } = subject();
    const left = gate();
    const done = departure.depart(undefined, left.promise);
    await clock.advanceAsync(29_000);
    expect(steps).toEqual(['flush']);
    left.open();
    await done;
    expect(steps).toEqual(['flush', 'close']);
  });

  it('closes on a peer that does not leave', async () => {
    const { departure, steps, clock, cuts } = subject();
    const done = departure.depart(undefined, new Promise(() => {}));
    await clock.advanceAsync(30_000);
    await done;
    expect(steps).toEqual(['flush', 'close']);
    expect(cuts[0]?.aborted).toBe(true);
  });

  it('is cut short by a signal, wherever it is', async () => {
    for (const [size, left] of [[1, undefined] as const, [0, new Promise(() => {})] as const]) {
      const { departure, steps, dispatcher } = subject();
      dispatcher.size = size;
      const controller = new AbortController();
      const done = departure.depart(controller.signal, left);
      await settle();
      expect(steps).not.toContain('close');
      controller.abort();
      await done;
      expect(steps).toEqual(['flush', 'close']);
    }
  });

  it('does not wait at all when the signal is aborted already', async () => {
    const { departure, steps, dispatcher } = subject();
    dispatcher.size = 1;
    await departure.depart(AbortSignal.abort(), new Promise(() => {}));
    expect(steps).toEqual(['flush', 'close']);
  });

  it('goes on once, however often it is asked for', async () => {
    const { departure, steps } = subject();
    await Promise.all([departure.depart(undefined), departure.depart(undefined)]);
    await departure.depart(undefined);
    expect(steps).toEqual(['flush', 'close']);
  });

  it('leaves without waiting for what runs', async () => {
    const { departure, steps, dispatcher, clock } = subject();
    dispatcher.size = 1;
    departure.leaveNow(1000);
    expect(steps).toEqual(['flush', 'close']);
    expect(dispatcher.isClosing).toBe(false);
    await departure.depart(undefined);
    expect(clock.timers).toBe(0);
  });

  it('cuts a close that takes too long when it leaves', () => {
    const { departure, clock, cuts } = subject({ closes: new Promise(() => {}) });
    departure.leaveNow(1000);
    clock.advance(999);
    expect(cuts[0]?.aborted).toBe(false);
    clock.advance(1);
    expect(cuts[0]?.aborted).toBe(true);
  });

  it('has nothing to do with what comes to rest before it begins', async () => {
    const { departure, steps } = subject();
    departure.onIdle();
    await settle();
    expect(steps).toEqual([]);
  });
});

function subject({ closes = Promise.resolve() }: { readonly closes?: Promise<void> } = {}) {
  const clock = new VirtualClock(1000);
  const steps: string[] = [];
  const cuts: AbortSignal[] = [];
  const connection = new FakeConnection();
  connection.close = ({ signal }: Abortable = {}) => {
    steps.push('close');
    if (signal !== undefined) cuts.push(signal);
    return closes;
  };
  const dispatcher = { size: 0, isClosing: false };
  const outbox = { flush: () => void steps.push('flush') };
  const departure = new Departure(
    { connection, dispatcher, outbox, clock },
    { closeTimeoutMs: 5000, drainTimeoutMs: 30_000 },
  );
  return { departure, clock, steps, cuts, dispatcher };
}
