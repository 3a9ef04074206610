import { describe, expect, it } from '@jest/globals';
import { NetError, type RequestOptions } from '@net/core';
import { VirtualClock } from '@net/testing';
import { requestEach, requestOne } from '../src/group-request.ts';
import type { ManagedClient } from '../src/managed-client.ts';
import { Member } from '../src/member.ts';
import { Echo } from './support/scene.ts';

describe('requestOne', () => {
  it('says that nobody can be asked', async () => {
    const { ask } = subject();
    await expect(ask()).rejects.toMatchObject({
      code: 'NOT_CONNECTED',
      message: 'no member of the group game is ready',
      executed: 'no',
    });
  });

  it('takes the first answer', async () => {
    const { ask, asked, failovers } = subject(() => 'one', never);
    await expect(ask()).resolves.toBe('one');
    expect([asked, failovers]).toEqual([['a 1000'], []]);
  });

  it('asks each member once, and fails as the last one did', async () => {
    const { ask, asked, failovers } = subject(refuse('OVERLOADED'), refuse('GOING_AWAY'));
    await expect(ask()).rejects.toMatchObject({ code: 'GOING_AWAY' });
    expect([asked, failovers]).toEqual([['a 1000', 'b 1000'], ['b']]);
  });

  it('repeats nothing that may have run, and nothing that another would refuse as well', async () => {
    const { ask, asked } = subject(refuse('CONNECTION_LOST', 'maybe'), never);
    await expect(ask()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    const large = subject(refuse('MESSAGE_TOO_LARGE'), never);
    await expect(large.ask()).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    const fault = subject(() => Promise.reject(new TypeError('a fault')), never);
    await expect(fault.ask()).rejects.toThrow('a fault');
    expect([asked, large.asked, fault.asked]).toEqual([['a 1000'], ['a 1000'], ['a 1000']]);
  });

  it('leaves the next member the time that is left, and asks nobody once it is over', async () => {
    const late = (ms: number): Behaviour => {
      return () => new Promise((_, no) => clock.after(ms, () => no(error('REQUEST_TIMEOUT'))));
    };
    const { ask, asked, clock } = subject(late(600), late(400), never);
    const failed = ask().catch((reason: unknown) => reason);
    await clock.advanceAsync(1000);
    expect(await failed).toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'no' });
    expect(asked).toEqual(['a 1000', 'b 400']);
  });

  it('refuses a time that is none, and then asks nobody', async () => {
    const { ask, asked } = subject(() => 'one');
    for (const timeoutMs of [0, -1, NaN, Infinity]) {
      await expect(ask(timeoutMs)).rejects.toThrow(`timeoutMs is a number above 0`);
    }
    expect(asked).toEqual([]);
  });
});

describe('requestEach', () => {
  it('asks nobody where nobody is', async () => {
    await expect(requestEach([], Echo, 'x')).resolves.toEqual([]);
  });

  it('shows what each made of it, in their order', async () => {
    const fault = new TypeError('a fault');
    const { members } = subject(
      () => 'one',
      refuse('NOT_CONNECTED'),
      () => {
        throw fault;
      },
    );
    expect(await requestEach(members, Echo, 'x')).toMatchObject([
      { address: 'a', value: 'one' },
      { address: 'b', error: { code: 'NOT_CONNECTED' } },
      { address: 'c', error: { code: 'INTERNAL_ERROR', cause: fault } },
    ]);
  });
});

type Behaviour = () => string | Promise<string>;

function subject(...behaviours: readonly Behaviour[]) {
  const clock = new VirtualClock(0);
  const asked: string[] = [];
  const failovers: string[] = [];
  const members = behaviours.map((behave, index) => memberOf('abc'[index]!, behave, asked));
  const pick = (tried: ReadonlySet<Member>) => members.find((member) => !tried.has(member));
  const onFailover = (): void => void failovers.push('abc'[asked.length]!);
  const ask = (timeoutMs = 1000): Promise<string> =>
    requestOne({ group: 'game', clock, timeoutMs, pick, onFailover }, Echo, 'x', {});
  return { ask, asked, clock, failovers, members };
}

function memberOf(address: string, behave: Behaviour, asked: string[]): Member {
  const request = async (_type: unknown, _value: unknown, options?: RequestOptions) => {
    asked.push(`${address} ${options?.timeoutMs}`);
    return behave();
  };
  // All that is asked of it here.
  return new Member('game', address, { request } as unknown as ManagedClient, 0);
}

function refuse(code: string, executed: 'no' | 'maybe' = 'no'): Behaviour {
  return () => Promise.reject(error(code, executed));
}

function error(code: string, executed: 'no' | 'maybe' = 'no'): NetError {
  return new NetError(code, 'refused', { executed });
}

function never(): string {
  throw new Error('a member is asked that must not be');
}
