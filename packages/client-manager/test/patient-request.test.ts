import { describe, expect, it } from '@jest/globals';
import { NetError, type RequestOptions, type Session } from '@net/core';
import { VirtualClock } from '@net/testing';
import { requestPatiently } from '../src/patient-request.ts';
import { type QueueOptions, WaitingRequests } from '../src/waiting-requests.ts';
import { Echo, settle } from './support/scene.ts';

describe('requestPatiently', () => {
  it('asks the session that stands', async () => {
    const { ask, stand, asked } = subject();
    stand('a', () => 'one');
    await expect(ask()).resolves.toBe('one');
    expect(asked).toEqual(['a 1000']);
  });

  it('waits for a session, which then has the time that is left', async () => {
    const { ask, stand, asked, clock } = subject();
    const answer = ask();
    await clock.advanceAsync(400);
    stand('a', () => 'one');
    await expect(answer).resolves.toBe('one');
    expect(asked).toEqual(['a 600']);
  });

  it('asks the next session what the first certainly did not run', async () => {
    for (const code of ['GOING_AWAY', 'SESSION_CLOSED', 'CONNECTION_LOST']) {
      const { ask, stand, asked } = subject();
      stand('a', refuse(code));
      const answer = ask();
      await settle();
      stand('b', () => 'two');
      await expect(answer).resolves.toBe('two');
      expect(asked).toEqual(['a 1000', 'b 1000']);
    }
  });

  it('asks the next session at once when it stands already', async () => {
    const { ask, stand, asked, queue } = subject();
    stand('a', () => {
      stand('b', () => 'two');
      throw error('GOING_AWAY');
    });
    await expect(ask()).resolves.toBe('two');
    expect([asked, queue.size]).toEqual([['a 1000', 'b 1000'], 0]);
  });

  it('repeats nothing that may have run, and nothing that another would refuse as well', async () => {
    for (const [code, executed] of [
      ['CONNECTION_LOST', 'maybe'] as const,
      ['MESSAGE_TOO_LARGE', 'no'] as const,
    ]) {
      const { ask, stand, asked } = subject();
      stand('a', refuse(code, executed));
      await expect(ask()).rejects.toMatchObject({ code, executed });
      expect(asked).toEqual(['a 1000']);
    }
  });

  it('gives up in time on a server that sends everyone away', async () => {
    const { ask, stand, asked, clock } = subject();
    stand('a', refuse('GOING_AWAY'));
    const failed = ask().catch((reason: unknown) => reason);
    await clock.advanceAsync(1000);
    expect(await failed).toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'no' });
    expect(asked).toEqual(['a 1000']);
  });

  it('refuses a time that is none, and then waits for nobody', async () => {
    const { ask, queue } = subject();
    for (const timeoutMs of [0, -1, NaN, Infinity]) {
      await expect(ask({ timeoutMs })).rejects.toThrow(`timeoutMs is a number above 0`);
    }
    expect(queue.size).toBe(0);
  });

  it('holds what it may and refuses the rest, of 100,000 asked while nobody is there', async () => {
    const { ask, stand, queue } = subject();
    const all = Array.from({ length: 100_000 }, () => ask().catch((reason: unknown) => reason));
    expect(queue.size).toBe(1024);
    stand('a', () => 'one');
    const outcomes = await Promise.all(all);
    const refused = outcomes.filter((outcome) => outcome !== 'one');
    expect(refused).toHaveLength(100_000 - 1024);
    expect(refused[0]).toMatchObject({ code: 'TOO_MANY_PENDING', executed: 'no' });
  });

  it('counts the bytes of what waits', async () => {
    const { ask, stand, queue } = subject({ maxBytes: 1500 });
    const first = ask({}, 'x'.repeat(1000));
    const second = await ask({}, 'x'.repeat(501)).catch((reason: unknown) => reason);
    expect(second).toMatchObject({ code: 'TOO_MANY_PENDING', executed: 'no' });
    expect(queue.size).toBe(1);
    stand('a', () => 'one');
    await expect(first).resolves.toBe('one');
  });

  it('hears a signal while it waits', async () => {
    const controller = new AbortController();
    const { ask, queue } = subject();
    const failed = ask({ signal: controller.signal }).catch((reason: unknown) => reason);
    controller.abort();
    expect(await failed).toMatchObject({ code: 'CANCELLED', executed: 'no' });
    expect(queue.size).toBe(0);
  });
});

type Behaviour = () => string | Promise<string>;

function subject(options: QueueOptions = {}) {
  const clock = new VirtualClock(0);
  const queue = new WaitingRequests(options, clock);
  const asked: string[] = [];
  let current: Session | undefined;
  const stand = (name: string, behave: Behaviour): void => {
    const request = async (_type: unknown, _value: unknown, options?: RequestOptions) => {
      asked.push(`${name} ${options?.timeoutMs}`);
      return behave();
    };
    // All that is asked of it here.
    current = { request } as unknown as Session;
    queue.release(current);
  };
  const parts = { clock, queue, timeoutMs: 1000, current: () => current };
  const ask = (timing?: RequestOptions, value = 'x'): Promise<string> =>
    requestPatiently(parts, Echo, value, timing);
  return { ask, asked, clock, queue, stand };
}

function refuse(code: string, executed: 'no' | 'maybe' = 'no'): Behaviour {
  return () => Promise.reject(error(code, executed));
}

function error(code: string, executed: 'no' | 'maybe' = 'no'): NetError {
  return new NetError(code, 'refused', { executed });
}
