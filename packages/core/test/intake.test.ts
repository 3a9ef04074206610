import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Message, MessageKind, NetError } from '../src/index.ts';
import type { ConnectionKind } from '../src/extend.ts';
import type { NetErrorCode } from '../src/index.ts';
import { Intake } from '../src/intake.ts';
import { DIALLER_IDS, PendingCalls } from '../src/pending-calls.ts';
import { newStats } from '../src/stats.ts';
import { Timers } from '../src/timers.ts';
import { rejection, thrown } from './support/scene.ts';
import { text } from './support/wire.ts';

const { Push, Request, Response, Failure, Cancel, Control } = MessageKind;

describe('Intake', () => {
  it('hands pushes and requests to the dispatcher', () => {
    const { intake, queue } = subject();
    const messages = [packet(Push, 0), packet(Request, 5)];
    expect(messages.map((message) => intake.receive(message))).toEqual([true, true]);
    expect(queue.messages).toEqual(messages);
  });

  it('hands control packets to the session, and lets it throw', () => {
    const { intake, controls, queue } = subject();
    const message = packet(Control, 0);
    expect(intake.receive(message)).toBe(true);
    expect([controls, queue.messages]).toEqual([[message], []]);
    const bad = packet(Control, 0, '', 99);
    expect(thrown(() => intake.receive(bad)).code).toBe('VERSION_UNSUPPORTED');
  });

  it('settles the request that an answer or a failure is for', async () => {
    const { intake, calls, queue } = subject();
    const [one, other] = [ask(calls), ask(calls)];
    const failed = rejection(other.promise);
    intake.receive(packet(Response, one.id, 'yes'));
    intake.receive(packet(Failure, other.id, '{"code":"NOPE","message":"no"}'));
    await expect(one.promise).resolves.toBe('yes');
    expect(await failed).toMatchObject({ code: 'NOPE' });
    expect(queue.messages).toEqual([]);
  });

  it('counts answers that nobody waits for, and drops them', () => {
    const { intake, stats, queue } = subject();
    intake.receive(packet(Response, 5));
    intake.receive(packet(Failure, 6));
    expect(stats.lateAnswers).toBe(2);
    expect(queue.messages).toEqual([]);
  });
});

describe('Intake of a peer that is not known yet', () => {
  it('lets nothing pass but control packets', () => {
    const { intake, controls, queue, refusals } = subject();
    intake.isShut = true;
    for (const message of [packet(Push, 0), packet(Request, 5)]) {
      expect(thrown(() => intake.receive(message)).code).toBe('AUTH_FAILED');
    }
    intake.receive(packet(Control, 0));
    expect([controls.length, queue.messages, refusals]).toEqual([1, [], []]);
  });

  it('lets all pass once it is opened', () => {
    const { intake, queue } = subject();
    intake.isShut = true;
    intake.isShut = false;
    intake.receive(packet(Push, 0));
    expect(queue.messages).toHaveLength(1);
  });
});

describe('Intake of a session that closes', () => {
  it('refuses messages, but takes answers, cancels and control packets', async () => {
    const { intake, calls, queue, refusals, controls } = subject();
    intake.isClosing = true;
    const { id, promise } = ask(calls);
    for (const message of [packet(Push, 0), packet(Request, 9)]) {
      expect(intake.receive(message)).toBe(true);
    }
    expect(queue.messages).toEqual([]);
    expect(refusals.map(({ code }) => code)).toEqual(['GOING_AWAY', 'GOING_AWAY']);
    intake.receive(packet(Response, id, 'in time'));
    await expect(promise).resolves.toBe('in time');
    intake.receive(packet(Cancel, 4));
    intake.receive(packet(Control, 0));
    expect([queue.cancelled, controls.length]).toEqual([[4], 1]);
  });
});

describe('Intake and cancels', () => {
  it('tells the dispatcher', () => {
    const { intake, queue } = subject();
    expect(intake.receive(packet(Cancel, 5))).toBe(true);
    expect(queue.cancelled).toEqual([5]);
    expect(queue.reasons).toMatchObject([{ code: 'CANCELLED' }]);
  });

  it('reports a flood', () => {
    const { intake, queue } = subject({ maxCancels: 2 });
    intake.receive(packet(Cancel, 5));
    intake.receive(packet(Cancel, 6));
    expect(thrown(() => intake.receive(packet(Cancel, 7)))).toMatchObject({
      code: 'CANCEL_FLOOD',
      message: 'more than 2 cancels in ten seconds',
    });
    expect(queue.cancelled).toEqual([5, 6]);
  });

  it('bears with as many again ten seconds later', () => {
    const { intake, queue, clock } = subject({ maxCancels: 2 });
    for (const id of [1, 2]) intake.receive(packet(Cancel, id));
    clock.advance(9999);
    expect(thrown(() => intake.receive(packet(Cancel, 3))).code).toBe('CANCEL_FLOOD');
    clock.advance(1);
    for (const id of [4, 5]) intake.receive(packet(Cancel, id));
    expect(queue.cancelled).toEqual([1, 2, 4, 5]);
  });
});

describe('Intake with a full dispatcher', () => {
  it('says when to stop reading', () => {
    const { intake, queue } = subject();
    queue.room = 2;
    const verdicts = [1, 2].map(() => intake.receive(packet(Push, 0)));
    expect(verdicts).toEqual([true, false]);
  });

  it('goes on reading while an answer is awaited, and stops once it has come', () => {
    const { intake, queue, calls } = subject();
    queue.room = 1;
    const [one, other] = [ask(calls), ask(calls)];
    expect(intake.receive(packet(Push, 0))).toBe(true);
    expect(intake.receive(packet(Response, one.id))).toBe(true);
    expect(intake.receive(packet(Response, other.id))).toBe(false);
    queue.room = 2;
    expect(intake.receive(packet(Response, 77))).toBe(true);
  });

  it('refuses a request with the limit in its words', () => {
    const { intake, queue, refusals } = subject({ maxConcurrentRequests: 3 });
    queue.room = 0;
    const message = packet(Request, 5);
    expect(intake.receive(message)).toBe(true);
    expect(refusals).toEqual([
      {
        message,
        code: 'TOO_MANY_REQUESTS',
        words: '3 messages of this session run or wait already',
      },
    ]);
    expect(queue.messages).toEqual([]);
  });

  it('lets pushes wait, up to eight times the limit', () => {
    const { intake, queue, refusals } = subject({ maxConcurrentRequests: 2 });
    queue.room = 2;
    for (let count = 0; count < 16; count++) intake.receive(packet(Push, 0));
    expect(queue.messages).toHaveLength(16);
    expect(thrown(() => intake.receive(packet(Push, 0)))).toMatchObject({
      code: 'OVERLOADED',
      message: '16 messages of this session wait, and it cannot be paused',
    });
    expect(refusals).toEqual([]);
  });

  it('refuses whatever comes in a datagram', () => {
    const { intake, queue, refusals } = subject({ kind: 'datagram', maxConcurrentRequests: 1 });
    queue.room = 1;
    for (let count = 0; count < 20; count++) intake.receive(packet(Push, 0));
    intake.receive(packet(Request, 5));
    expect(queue.messages).toHaveLength(1);
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['TOO_MANY_REQUESTS']));
    expect(refusals).toHaveLength(20);
  });

  it('lets requests wait where they cannot be refused, up to the same point', () => {
    const { intake, queue, refusals } = subject({ hasControl: false, maxConcurrentRequests: 1 });
    queue.room = 1;
    for (let id = 500; id < 508; id++) intake.receive(packet(Request, id));
    expect(thrown(() => intake.receive(packet(Request, 508))).code).toBe('OVERLOADED');
    expect([queue.messages.length, refusals]).toEqual([8, []]);
  });
});

describe('Intake of a format without control', () => {
  it('takes a packet whose id is awaited for the answer, and another for a request', async () => {
    const { intake, calls, queue } = subject({ hasControl: false });
    const { id, promise } = ask(calls);
    intake.receive(packet(Request, id, 'answer'));
    await expect(promise).resolves.toBe('answer');
    expect(queue.messages).toEqual([]);
    intake.receive(packet(Request, 77));
    expect(queue.messages).toMatchObject([{ id: 77 }]);
  });

  it('does not take the late answer to a request that was given up for a request', async () => {
    const { intake, calls, queue, stats, clock } = subject({ hasControl: false });
    const { id, promise } = ask(calls);
    const failed = rejection(promise);
    await clock.advanceAsync(10_050);
    expect((await failed).code).toBe('REQUEST_TIMEOUT');
    intake.receive(packet(Request, id, 'late'));
    expect([queue.messages, stats.lateAnswers]).toEqual([[], 1]);
  });

  it('takes a packet with an awaited id for a request where packets tell', () => {
    const { intake, calls, queue } = subject();
    const { id } = ask(calls);
    intake.receive(packet(Request, id));
    expect([queue.messages.length, calls.size]).toEqual([1, 1]);
  });
});

function packet(kind: MessageKind, id: number, body = '', type = 1): Message {
  return new Message(kind, type, id, Buffer.from(body));
}

function ask(calls: PendingCalls): { readonly id: number; readonly promise: Promise<unknown> } {
  return calls.add(1, text, 10_000, undefined);
}

/** A dispatcher that keeps what it is given. */
class Queue {
  readonly messages: Message[] = [];
  readonly cancelled: number[] = [];
  readonly reasons: NetError[] = [];
  room = Infinity;

  get size(): number {
    return this.messages.length;
  }

  get isFull(): boolean {
    return this.size >= this.room;
  }

  dispatch(message: Message): boolean {
    this.messages.push(message);
    return !this.isFull;
  }

  cancel(id: number, reason: NetError): void {
    this.cancelled.push(id);
    this.reasons.push(reason);
  }
}

interface Refusal {
  readonly message: Message;
  readonly code: NetErrorCode;
  readonly words: string;
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
  const queue = new Queue();
  const controls: Message[] = [];
  const refusals: Refusal[] = [];
  const calls = new PendingCalls(
    { timers: Timers.of(clock), onGiveUp: () => {} },
    DIALLER_IDS,
    1024,
  );
  const intake = new Intake(
    { kind, hasControl, dispatcher: queue, calls },
    { clock, stats, bounds: { maxConcurrentRequests, maxCancels } },
    {
      onControl(message) {
        if (message.type === 99) throw new NetError('VERSION_UNSUPPORTED', 'what is 99');
        controls.push(message);
      },
      onRefused: (message, code, words) => refusals.push({ message, code, words }),
    },
  );
  return { intake, queue, calls, clock, stats, controls, refusals };
}
