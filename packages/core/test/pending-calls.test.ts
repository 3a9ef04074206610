import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Message, MessageKind, NetError, ReplyError } from '../src/index.ts';
import { ACCEPTOR_IDS, DIALLER_IDS, PendingCalls } from '../src/pending-calls.ts';
import { Timers } from '../src/timers.ts';
import { rejection, thrown } from './support/scene.ts';
import { text } from './support/wire.ts';

describe('PendingCalls', () => {
  it('settles a request with the value of its answer', async () => {
    const { calls, add } = subject();
    const call = add();
    expect(calls.size).toBe(1);
    expect(calls.settle(answer(call.id, 'pong'))).toBe(true);
    await expect(call.promise).resolves.toBe('pong');
    expect(calls.size).toBe(0);
  });

  it('rejects a request with the failure that the peer reports', async () => {
    const { calls, add } = subject();
    const call = add();
    const body = '{"code":"NO_MONEY","message":"come back later","data":{"missing":3}}';
    calls.settle(new Message(MessageKind.Failure, 1, call.id, Buffer.from(body)));
    const error = await rejection(call.promise);
    expect(error).toBeInstanceOf(ReplyError);
    expect(error).toMatchObject({ code: 'NO_MONEY', data: { missing: 3 }, executed: 'yes' });
  });

  it('settles for good at the first answer', async () => {
    const { calls, add } = subject();
    const call = add();
    calls.settle(answer(call.id, 'first'));
    expect(calls.settle(answer(call.id, 'second'))).toBe(false);
    await expect(call.promise).resolves.toBe('first');
  });

  it('takes no answer to a request that was never made', () => {
    const { calls } = subject();
    expect(calls.settle(answer(77, 'what'))).toBe(false);
  });

  it('reports an answer that cannot be decoded, and that the handler ran', async () => {
    const { calls, add } = subject();
    const call = add();
    calls.settle(new Message(MessageKind.Response, 1, call.id, Uint8Array.of(0xff)));
    const error = await rejection(call.promise);
    expect(error).toMatchObject({ code: 'BAD_MESSAGE', executed: 'yes' });
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it('times out no sooner than asked and at most one tick late', async () => {
    const { calls, clock, givenUp, add } = subject();
    const call = add({ timeoutMs: 500 });
    const failed = rejection(call.promise);
    await clock.advanceAsync(499);
    expect(calls.size).toBe(1);
    await clock.advanceAsync(51);
    const error = await failed;
    expect(error).toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'maybe' });
    expect(error.message).toBe('no answer to a request of type 1 within 500 ms');
    expect(givenUp).toEqual([{ type: 1, id: call.id }]);
    expect(calls.size).toBe(0);
  });

  it('leaves no timer behind once a request has settled', async () => {
    const { calls, clock, givenUp, add } = subject();
    const call = add({ timeoutMs: 500 });
    calls.settle(answer(call.id));
    await clock.advanceAsync(1000);
    await expect(call.promise).resolves.toBe('');
    expect(givenUp).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('gives up when the signal is aborted', async () => {
    const { calls, givenUp, add } = subject();
    const controller = new AbortController();
    const call = add({ signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    const error = await rejection(call.promise);
    expect(error).toMatchObject({ code: 'CANCELLED', executed: 'maybe', cause: reason });
    expect(givenUp).toEqual([{ type: 1, id: call.id }]);
    expect(calls.size).toBe(0);
  });

  it('refuses a request whose signal is aborted already', () => {
    const { calls, add } = subject();
    const error = thrown(() => add({ signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: 'CANCELLED', executed: 'no' });
    expect(calls.size).toBe(0);
  });

  it('does not hear a signal that is aborted after the answer', async () => {
    const { calls, givenUp, add } = subject();
    const controller = new AbortController();
    const call = add({ signal: controller.signal });
    calls.settle(answer(call.id, 'in time'));
    controller.abort();
    await expect(call.promise).resolves.toBe('in time');
    expect(givenUp).toEqual([]);
  });

  it('refuses one more than the limit', () => {
    const { add } = subject({ max: 2 });
    add();
    add();
    const error = thrown(() => add());
    expect(error).toMatchObject({ code: 'TOO_MANY_PENDING', executed: 'no' });
    expect(error.message).toBe('2 requests wait already, the limit is 2');
  });

  it('rejects one request locally, once', async () => {
    const { calls, add } = subject();
    const call = add();
    const error = new NetError('MESSAGE_TOO_LARGE', 'too large');
    calls.reject(call.id, error);
    calls.reject(call.id, new Error('a second time'));
    await expect(rejection(call.promise)).resolves.toBe(error);
  });

  it('gives up a request that has settled without a word', async () => {
    const { calls, givenUp, add } = subject();
    const call = add();
    calls.settle(answer(call.id));
    calls.giveUp(call, new NetError('CANCELLED', 'late'));
    await expect(call.promise).resolves.toBe('');
    expect(givenUp).toEqual([]);
  });

  it('fails all requests when the session has ended, and says which were never sent', async () => {
    const { calls, add } = subject();
    const sent = add();
    const unsent = add();
    sent.flushNumber = 4;
    unsent.flushNumber = 5;
    const cause = new Error('reset');
    calls.rejectAll(new NetError('CONNECTION_LOST', 'gone', { cause }), 4);
    expect(calls.size).toBe(0);
    const wanted = { code: 'CONNECTION_LOST', message: 'gone', cause };
    expect(await rejection(sent.promise)).toMatchObject({ ...wanted, executed: 'maybe' });
    expect(await rejection(unsent.promise)).toMatchObject({ ...wanted, executed: 'no' });
  });

  it('numbers the requests of either side in a half of its own', () => {
    expect(subject({ range: DIALLER_IDS }).add().id).toBe(1);
    expect(subject({ range: ACCEPTOR_IDS }).add().id).toBe(0x80000000);
    expect(DIALLER_IDS.last).toBeLessThan(ACCEPTOR_IDS.first);
    expect(ACCEPTOR_IDS.last).toBe(0xfffffffe);
  });

  it('begins after the id that it is given, and goes on from the front', () => {
    const clock = new VirtualClock(1000);
    const owner = { timers: Timers.of(clock), onGiveUp: () => {} };
    const calls = new PendingCalls(owner, { first: 10, last: 13 }, 9, 12);
    const ids = [1, 2].map(() => calls.add(1, text, 1000, undefined).id);
    expect(ids).toEqual([13, 10]);
  });

  it('counts up, wraps, and skips an id that is still waited for', () => {
    const { calls, add } = subject({ range: { first: 5, last: 8 } });
    expect([add().id, add().id]).toEqual([5, 6]);
    calls.settle(answer(5));
    expect(add().id).toBe(7);
    calls.settle(answer(7));
    expect(add().id).toBe(8);
    calls.settle(answer(8));
    expect([add().id, calls.size]).toEqual([5, 2]);
    calls.settle(answer(5));
    expect(add().id).toBe(7);
  });

  it('skips an id whose answer may still come', () => {
    const { calls, add } = subject({ range: { first: 5, last: 8 } });
    const call = add();
    calls.giveUp(call, new NetError('CANCELLED', 'enough'));
    call.promise.catch(() => {});
    expect(calls.expects(5)).toBe(true);
    expect(add().id).toBe(6);
    calls.settle(answer(6));
    expect(add().id).toBe(7);
    calls.settle(answer(7));
    expect(add().id).toBe(8);
    calls.settle(answer(8));
    expect(add().id).toBe(6);
    expect(calls.settle(answer(5))).toBe(false);
    expect(calls.expects(5)).toBe(false);
    expect([add(), calls.size]).toMatchObject([{ id: 7 }, 2]);
    calls.settle(answer(7));
    expect([add().id, calls.size]).toEqual([8, 2]);
    calls.settle(answer(8));
    expect(add().id).toBe(5);
  });

  it('always has an id that is free, however few there are', () => {
    const { calls, add } = subject({ range: { first: 1, last: 8 } });
    for (let count = 0; count < 100; count++) {
      const call = add();
      call.promise.catch(() => {});
      calls.giveUp(call, new NetError('CANCELLED', 'enough'));
    }
    const ids = [add().id, add().id, add().id, add().id];
    expect(new Set(ids).size).toBe(4);
    const error = thrown(() => add());
    expect(error.message).toBe('4 requests wait already, the limit is 4');
  });

  it('finds a free id among many whose answers may still come, beside some that never end', () => {
    const { calls, clock, add } = subject({ range: { first: 1, last: 2048 } });
    const endless = Array.from({ length: 8 }, () => add({ timeoutMs: 2 ** 30 }));
    for (let round = 0; round < 1024; round++) {
      add({ timeoutMs: 1 }).promise.catch(() => {});
      clock.advance(100);
    }
    const ids = Array.from({ length: 500 }, () => add().id);
    expect(new Set([...ids, ...endless.map(({ id }) => id)]).size).toBe(508);
    expect(calls.size).toBe(508);
  });

  it('fires for each request in time, whatever the order in which they were made', async () => {
    const { calls, clock, add } = subject();
    const due = [900, 100, 500, 100, 5000];
    const failed = due.map((timeoutMs) => rejection(add({ timeoutMs }).promise));
    const waiting: number[] = [];
    for (const atMs of [99, 150, 550, 950, 5050]) {
      await clock.advanceAsync(1000 + atMs - clock.now());
      waiting.push(calls.size);
    }
    expect(waiting).toEqual([5, 3, 2, 1, 0]);
    expect((await Promise.all(failed)).map(({ code }) => code)).toEqual(
      due.map(() => 'REQUEST_TIMEOUT'),
    );
  });

  it('remembers only so many ids whose answers may still come', () => {
    const { calls, add } = subject();
    for (let count = 0; count < 1025; count++) {
      const call = add();
      call.promise.catch(() => {});
      calls.giveUp(call, new NetError('CANCELLED', 'enough'));
    }
    expect(calls.expects(1)).toBe(false);
    expect(calls.expects(2)).toBe(true);
    expect(calls.expects(1025)).toBe(true);
  });
});

function subject({ range = DIALLER_IDS, max = 1024 } = {}) {
  const clock = new VirtualClock(1000);
  const givenUp: { type: number; id: number }[] = [];
  const onGiveUp = (type: number, id: number): void => void givenUp.push({ type, id });
  const calls = new PendingCalls({ timers: Timers.of(clock), onGiveUp }, range, max);
  const add = ({ timeoutMs = 10_000, signal }: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
    calls.add(1, text, timeoutMs, signal);
  return { calls, clock, givenUp, add };
}

function answer(id: number, body = ''): Message {
  return new Message(MessageKind.Response, 1, id, Buffer.from(body));
}
