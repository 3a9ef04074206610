import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { NetError, type Session } from '@net/core';
import { VirtualClock } from '@net/testing';
import { type QueueOptions, WaitingRequests } from '../src/waiting-requests.ts';

// Nothing is done with it but passing it on.
const session = { id: 'one' } as Session;

describe('WaitingRequests', () => {
  it('resolves with the next session, in the order they came', async () => {
    const { queue } = subject();
    const order: number[] = [];
    const all = [1, 2, 3].map((id) => queue.wait(1000, undefined).then(() => order.push(id)));
    queue.release(session);
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3]);
    expect(queue.size).toBe(0);
  });

  it('refuses more than it may hold', async () => {
    const { queue } = subject({ maxRequests: 2 });
    const held = [queue.wait(1000, undefined), queue.wait(1000, undefined)];
    await expect(queue.wait(1000, undefined)).rejects.toMatchObject({
      code: 'TOO_MANY_PENDING',
      message: expect.stringContaining('2'),
      executed: 'no',
    });
    queue.release(session);
    await Promise.all(held);
  });

  it('refuses more bytes than it may hold, and counts what waits no more as gone', async () => {
    const { queue, clock } = subject({ maxBytes: 100 });
    const held = queue.wait(1000, undefined, 60);
    await expect(queue.wait(1000, undefined, 41)).rejects.toMatchObject({
      code: 'TOO_MANY_PENDING',
      message: 'requests of 101 bytes would wait for a connection, the limit is 100',
      executed: 'no',
    });
    const late = queue.wait(10, undefined, 40).catch(() => {});
    await clock.advanceAsync(10);
    await late;
    const next = queue.wait(1000, undefined, 40);
    queue.release(session);
    await Promise.all([held, next]);
    const whole = queue.wait(1000, undefined, 100);
    queue.release(session);
    await expect(whole).resolves.toBe(session);
  });

  it('lets a request wait no longer than it may, or than any may', async () => {
    const { queue, clock } = subject({ ttlMs: 500 });
    const short = queue.wait(100, undefined).catch((error: unknown) => error);
    const long = queue.wait(9000, undefined).catch((error: unknown) => error);
    await clock.advanceAsync(100);
    expect(await short).toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'no' });
    expect(queue.size).toBe(1);
    await clock.advanceAsync(400);
    expect(await long).toMatchObject({ code: 'REQUEST_TIMEOUT' });
  });

  it('lets go of one whose signal is aborted', async () => {
    const { queue } = subject();
    const aborted = AbortSignal.abort();
    await expect(queue.wait(1000, aborted)).rejects.toMatchObject({ code: 'CANCELLED' });
    const controller = new AbortController();
    const waiting = queue.wait(1000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED', executed: 'no' });
    expect(queue.size).toBe(0);
  });

  it('settles once when a session, the time and a cancel come together', async () => {
    const { queue, clock } = subject();
    const controller = new AbortController();
    const first = queue.wait(100, controller.signal);
    queue.release(session);
    controller.abort();
    await clock.advanceAsync(100);
    await expect(first).resolves.toBe(session);
    const second = queue.wait(100, controller.signal).catch((error: unknown) => error);
    queue.release(session);
    expect(await second).toMatchObject({ code: 'CANCELLED' });
    const late = queue.wait(100, undefined).catch((error: unknown) => error);
    await clock.advanceAsync(100);
    queue.release(session);
    expect(await late).toMatchObject({ code: 'REQUEST_TIMEOUT' });
    expect([queue.size, clock.timers]).toEqual([0, 0]);
  });

  it('leaves no timer and no listener behind, however it ends', async () => {
    const { queue, clock } = subject();
    const { signal } = new AbortController();
    const released = queue.wait(100, signal);
    queue.release(session);
    await released;
    expect(clock.timers).toBe(0);
    const late = queue.wait(100, signal).catch(() => {});
    await clock.advanceAsync(100);
    await late;
    const failed = queue.wait(100, signal).catch(() => {});
    queue.end(new NetError('SESSION_CLOSED', 'closed'));
    await failed;
    expect([getEventListeners(signal, 'abort'), clock.timers]).toEqual([[], 0]);
  });

  it('fails all when there will be no session, and whoever comes later', async () => {
    const { queue } = subject();
    const error = new NetError('AUTH_FAILED', 'no');
    const waiting = queue.wait(1000, undefined);
    queue.end(error);
    await expect(waiting).rejects.toBe(error);
    await expect(queue.wait(1000, undefined)).rejects.toBe(error);
    expect(queue.size).toBe(0);
  });
});

function subject(options: QueueOptions = {}) {
  const clock = new VirtualClock(0);
  return { clock, queue: new WaitingRequests(options, clock) };
}
