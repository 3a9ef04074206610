import { describe, expect, it } from '@jest/globals';
import { type CloseInfo, NetError, ReplyError, type Session } from '@net/core';
import { VirtualClock } from '@net/testing';
import { beat } from '../src/request-heartbeat.ts';
import { settle } from './support/scene.ts';

describe('beat', () => {
  it('asks every interval, and gives the answer as long', async () => {
    const { clock, pings } = subject(() => Promise.resolve());
    await clock.advanceAsync(999);
    expect(pings).toEqual([]);
    await clock.advanceAsync(2001);
    expect(pings).toEqual([1000, 1000, 1000]);
  });

  it('asks every twenty seconds when it is not told', async () => {
    const { clock, pings } = subject(() => Promise.resolve(), DEFAULT);
    await clock.advanceAsync(20_000);
    expect(pings).toEqual([20_000]);
  });

  it('asks nothing while an answer is under way', async () => {
    const { clock, pings } = subject(() => new Promise(() => {}));
    await clock.advanceAsync(10_000);
    expect(pings).toHaveLength(1);
  });

  it('drops the session when there is no answer', async () => {
    const late = new NetError('REQUEST_TIMEOUT', 'no answer', { executed: 'maybe' });
    const { clock, aborts } = subject(() => Promise.reject(late));
    await clock.advanceAsync(1000);
    expect(aborts).toMatchObject([
      {
        code: 'HEARTBEAT_TIMEOUT',
        message: 'no answer to a heartbeat within 1000 ms',
        cause: late,
      },
    ]);
    expect(clock.timers).toBe(0);
  });

  it.each([
    ['a refusal', new ReplyError('NO', 'no')],
    ['a refusal to run it', new ReplyError('OVERLOADED', 'no', undefined, { executed: 'no' })],
    ['an answer that makes no sense', new NetError('DECODE_FAILED', 'no', { executed: 'yes' })],
  ])('takes %s for a sign of life', async (_, error) => {
    const { clock, aborts, pings } = subject(() => Promise.reject(error));
    await clock.advanceAsync(3000);
    expect([aborts, pings.length]).toEqual([[], 3]);
  });

  it('asks later where too many questions wait for their answers already', async () => {
    const full = new NetError('TOO_MANY_PENDING', 'full');
    const { clock, aborts, pings } = subject(() => Promise.reject(full));
    await clock.advanceAsync(3000);
    expect([aborts, pings.length]).toEqual([[], 3]);
  });

  it('drops the session when asking fails at once', async () => {
    const fault = new Error('a fault');
    const { clock, aborts } = subject(() => {
      throw fault;
    });
    await clock.advanceAsync(1000);
    expect(aborts).toMatchObject([{ code: 'HEARTBEAT_TIMEOUT', cause: fault }]);
  });

  it('stops when the session ends, and leaves no timer behind', async () => {
    const { clock, end, pings, aborts } = subject(() => Promise.resolve());
    end();
    await settle();
    expect(clock.timers).toBe(0);
    await clock.advanceAsync(10_000);
    expect([pings, aborts]).toEqual([[], []]);
  });

  it('does not mind a question that fails because the session has ended', async () => {
    let fail!: (error: Error) => void;
    const { clock, end, aborts } = subject(
      () => new Promise((_resolve, reject) => (fail = reject)),
    );
    await clock.advanceAsync(1000);
    end();
    await settle();
    fail(new NetError('CONNECTION_LOST', 'gone', { executed: 'maybe' }));
    await settle();
    expect(aborts).toEqual([]);
  });
});

function subject(answer: () => Promise<unknown>, intervalMs = 1000) {
  const clock = new VirtualClock(0);
  const pings: number[] = [];
  const aborts: unknown[] = [];
  let end!: () => void;
  const closed = new Promise<CloseInfo>((resolve) => {
    end = () => resolve({ code: 'NORMAL', reason: '', initiator: 'local' });
  });
  const parts: Partial<Session> = { closed, abort: (reason) => void aborts.push(reason) };
  const ping = (_session: Session, { timeoutMs }: { readonly timeoutMs: number }) => {
    pings.push(timeoutMs);
    return answer();
  };
  // All that is asked of it here.
  beat(parts as Session, { ping, ...(intervalMs !== DEFAULT && { intervalMs }) }, clock);
  return { clock, pings, aborts, end };
}

const DEFAULT = 20_000;
