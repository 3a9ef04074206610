import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Message, MessageKind, NetError } from '../src/index.ts';
import type { ConnectionKind } from '../src/extend.ts';
import { DIALLER_IDS, PendingCalls } from '../src/pending-calls.ts';
import { newStats } from '../src/stats.ts';
import { Timers } from '../src/timers.ts';
import { rejection, thrown } from './support/scene.ts';
import { Collector } from './support/collector.ts';
import { text } from './support/wire.ts';

const { Push, Request, Response, Failure, Cancel, Control } = MessageKind;

describe('Dispatcher and what it receives', () => {
  it('hands pushes and requests to the dispatcher', () => {
    const { dispatcher, queue } = subject();
    const messages = [packet(Push, 0), packet(Request, 5)];
    expect(messages.map((message) => dispatcher.receive(message))).toEqual([true, true]);
    expect(queue.messages).toEqual(messages);
  });

  it('hands control packets to the session, and lets it throw', () => {
    const { dispatcher, controls, queue } = subject();
    const message = packet(Control, 0);
    expect(dispatcher.receive(message)).toBe(true);
    expect([controls, queue.messages]).toEqual([[message], []]);
    const bad = packet(Control, 0, '', 99);
    expect(thrown(() => dispatcher.receive(bad)).code).toBe('VERSION_UNSUPPORTED');
  });

  it('settles the request that an answer or a failure is for', async () => {
    const { dispatcher, calls, queue } = subject();
    const [one, other] = [ask(calls), ask(calls)];
    const failed = rejection(other.promise);
    dispatcher.receive(packet(Response, one.id, 'yes'));
    dispatcher.receive(packet(Failure, other.id, '{"code":"NOPE","message":"no"}'));
    await expect(one.promise).resolves.toBe('yes');
    expect(await failed).toMatchObject({ code: 'NOPE' });
    expect(queue.messages).toEqual([]);
  });

  it('counts answers that nobody waits for, and drops them', () => {
    const { dispatcher, stats, queue } = subject();
    dispatcher.receive(packet(Response, 5));
    dispatcher.receive(packet(Failure, 6));
    expect(stats.lateAnswers).toBe(2);
    expect(queue.messages).toEqual([]);
  });
});

describe('Dispatcher of a peer that is not known yet', () => {
  it('lets nothing pass but control packets', () => {
    const { dispatcher, controls, queue, refusals } = subject();
    dispatcher.isShut = true;
    for (const message of [packet(Push, 0), packet(Request, 5)]) {
      expect(thrown(() => dispatcher.receive(message)).code).toBe('AUTH_FAILED');
    }
    dispatcher.receive(packet(Control, 0));
    expect([controls.length, queue.messages, refusals]).toEqual([1, [], []]);
  });

  it('lets all pass once it is opened', () => {
    const { dispatcher, queue } = subject();
    dispatcher.isShut = true;
    dispatcher.isShut = false;
    dispatcher.receive(packet(Push, 0));
    expect(queue.messages).toHaveLength(1);
  });
});

describe('Dispatcher of a session that closes', () => {
  it('refuses messages, but takes answers, cancels and control packets', async () => {
    const { dispatcher, calls, queue, refusals, controls } = subject();
    const running = packet(Request, 4);
    queue.room = 9;
    dispatcher.receive(running);
    dispatcher.isClosing = true;
    const { id, promise } = ask(calls);
    for (const message of [packet(Push, 0), packet(Request, 9)]) {
      expect(dispatcher.receive(message)).toBe(true);
    }
    expect(queue.messages).toEqual([running]);
    expect(refusals.map(({ code }) => code)).toEqual(['GOING_AWAY', 'GOING_AWAY']);
    dispatcher.receive(packet(Response, id, 'in time'));
    await expect(promise).resolves.toBe('in time');
    dispatcher.receive(packet(Cancel, 4));
    dispatcher.receive(packet(Control, 0));
    expect([queue.cancelled, controls.length]).toEqual([[4], 1]);
  });
});

describe('Dispatcher and cancels', () => {
  it('cancels the request of that id', () => {
    const { dispatcher, queue } = subject();
    queue.room = 9;
    for (const id of [4, 5]) dispatcher.receive(packet(Request, id));
    expect(dispatcher.receive(packet(Cancel, 5))).toBe(true);
    expect(queue.cancelled).toEqual([5]);
    expect(queue.messages[1]?.signal.reason).toMatchObject({ code: 'CANCELLED' });
  });

  it('reports a flood', () => {
    const { dispatcher, queue } = subject({ maxCancels: 2 });
    queue.room = 9;
    for (const id of [5, 6, 7]) dispatcher.receive(packet(Request, id));
    dispatcher.receive(packet(Cancel, 5));
    dispatcher.receive(packet(Cancel, 6));
    expect(thrown(() => dispatcher.receive(packet(Cancel, 7)))).toMatchObject({
      code: 'CANCEL_FLOOD',
      message: 'more than 2 cancels in ten seconds',
    });
    expect(queue.cancelled).toEqual([5, 6]);
  });

  it('bears with as many again ten seconds later', () => {
    const { dispatcher, queue, clock } = subject({ maxCancels: 2 });
    queue.room = 9;
    for (const id of [1, 2, 3, 4, 5]) dispatcher.receive(packet(Request, id));
    for (const id of [1, 2]) dispatcher.receive(packet(Cancel, id));
    clock.advance(9999);
    expect(thrown(() => dispatcher.receive(packet(Cancel, 3))).code).toBe('CANCEL_FLOOD');
    clock.advance(1);
    for (const id of [4, 5]) dispatcher.receive(packet(Cancel, id));
    expect(queue.cancelled).toEqual([1, 2, 4, 5]);
  });
});

describe('Dispatcher that is full', () => {
  it('says when to stop reading', () => {
    const { dispatcher, queue } = subject();
    queue.room = 2;
    const verdicts = [1, 2].map(() => dispatcher.receive(packet(Push, 0)));
    expect(verdicts).toEqual([true, false]);
  });

  it('goes on reading while an answer is awaited, and stops once it has come', () => {
    const { dispatcher, queue, calls } = subject();
    queue.room = 1;
    const [one, other] = [ask(calls), ask(calls)];
    expect(dispatcher.receive(packet(Push, 0))).toBe(true);
    expect(dispatcher.receive(packet(Response, one.id))).toBe(true);
    expect(dispatcher.receive(packet(Response, other.id))).toBe(false);
    queue.room = 2;
    expect(dispatcher.receive(packet(Response, 77))).toBe(true);
  });

  it('refuses a request with the limit in its words', () => {
    const { dispatcher, queue, refusals } = subject({ maxConcurrentRequests: 3 });
    queue.room = 3;
    for (let count = 0; count < 3; count++) dispatcher.receive(packet(Push, 0));
    const message = packet(Request, 5);
    expect(dispatcher.receive(message)).toBe(true);
    expect(refusals).toEqual([
      {
        message,
        code: 'TOO_MANY_REQUESTS',
        words: '3 messages of this session run or wait already',
      },
    ]);
    expect(queue.messages).toHaveLength(3);
  });

  it('lets pushes wait, up to eight times the limit', () => {
    const { dispatcher, queue, refusals } = subject({ maxConcurrentRequests: 2 });
    queue.room = 2;
    for (let count = 0; count < 16; count++) dispatcher.receive(packet(Push, 0));
    expect(queue.messages).toHaveLength(16);
    expect(thrown(() => dispatcher.receive(packet(Push, 0)))).toMatchObject({
      code: 'OVERLOADED',
      message: '16 messages of this session wait, and it cannot be paused',
    });
    expect(refusals).toEqual([]);
  });

  it('refuses whatever comes in a datagram', () => {
    const { dispatcher, queue, refusals } = subject({ kind: 'datagram', maxConcurrentRequests: 1 });
    queue.room = 1;
    for (let count = 0; count < 20; count++) dispatcher.receive(packet(Push, 0));
    dispatcher.receive(packet(Request, 5));
    expect(queue.messages).toHaveLength(1);
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['TOO_MANY_REQUESTS']));
    expect(refusals).toHaveLength(20);
  });

  it('lets requests wait where they cannot be refused, up to the same point', () => {
    const { dispatcher, queue, refusals } = subject({
      hasControl: false,
      maxConcurrentRequests: 1,
    });
    queue.room = 1;
    for (let id = 500; id < 508; id++) dispatcher.receive(packet(Request, id));
    expect(thrown(() => dispatcher.receive(packet(Request, 508))).code).toBe('OVERLOADED');
    expect([queue.messages.length, refusals]).toEqual([8, []]);
  });
});

describe('Dispatcher of a format without control', () => {
  it('takes a packet whose id is awaited for the answer, and another for a request', async () => {
    const { dispatcher, calls, queue } = subject({ hasControl: false });
    const { id, promise } = ask(calls);
    dispatcher.receive(packet(Request, id, 'answer'));
    await expect(promise).resolves.toBe('answer');
    expect(queue.messages).toEqual([]);
    dispatcher.receive(packet(Request, 77));
    expect(queue.messages).toMatchObject([{ id: 77 }]);
  });

  it('does not take the late answer to a request that was given up for a request', async () => {
    const { dispatcher, calls, queue, stats, clock } = subject({ hasControl: false });
    const { id, promise } = ask(calls);
    const failed = rejection(promise);
    await clock.advanceAsync(10_050);
    expect((await failed).code).toBe('REQUEST_TIMEOUT');
    dispatcher.receive(packet(Request, id, 'late'));
    expect([queue.messages, stats.lateAnswers]).toEqual([[], 1]);
  });

  it('takes a packet with an awaited id for a request where packets tell', () => {
    const { dispatcher, calls, queue } = subject();
    const { id } = ask(calls);
    dispatcher.receive(packet(Request, id));
    expect([queue.messages.length, calls.size]).toEqual([1, 1]);
  });
});

function packet(kind: MessageKind, id: number, body = '', type = 1): Message {
  return new Message(kind, type, id, Buffer.from(body));
}

function ask(calls: PendingCalls): { readonly id: number; readonly promise: Promise<unknown> } {
  return calls.add(1, text, 10_000, undefined);
}

interface SubjectOptions {
  readonly kind?: ConnectionKind;
  readonly hasControl?: boolean;
  readonly maxConcurrentRequests?: number;
  readonly maxCancels?: number;
}

function subject(options: SubjectOptions = {}) {
  const { kind = 'stream', hasControl = true } = options;
  const { maxConcurrentRequests = 128, maxCancels = 100 } = options;
  const clock = new VirtualClock(1000);
  const stats = newStats();
  const queue = new Collector();
  queue.kind = kind;
  queue.onControlMessage = ({ type }) => {
    if (type === 99) throw new NetError('VERSION_UNSUPPORTED', 'what is 99');
  };
  const timers = Timers.of(clock);
  const calls = new PendingCalls({ timers, onGiveUp: () => {} }, DIALLER_IDS, 1024);
  const bounds = { maxConcurrentRequests, maxCancels, handlerTimeoutMs: Infinity };
  const context = { clock, timers, stats, bounds };
  const dispatcher = queue.createDispatcher(calls, hasControl, context);
  const { controls, refusals } = queue;
  return { dispatcher, queue, calls, clock, stats, controls, refusals };
}
