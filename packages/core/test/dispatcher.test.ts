import { promiseHooks } from 'node:v8';
import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Dispatcher, type DispatchResults, type DispatchTarget } from '../src/dispatcher.ts';
import { Message, MessageKind, NetError, raw } from '../src/index.ts';
import { DIALLER_IDS, PendingCalls } from '../src/pending-calls.ts';
import type { Route } from '../src/routes.ts';
import { newStats } from '../src/stats.ts';
import { Timers } from '../src/timers.ts';
import { gate, settle } from './support/scene.ts';
import { textOf } from './support/wire.ts';

describe('Dispatcher', () => {
  it('runs a message at once while nothing else runs', () => {
    const { dispatcher, target, routes } = subject();
    routes.set(
      1,
      routeOf(({ body }) => textOf(body).toUpperCase()),
    );
    expect(dispatcher.receive(requestOf(1, 'one'))).toBe(true);
    expect(target.results).toEqual(['ONE']);
    expect(dispatcher.size).toBe(0);
  });

  it('hands the handler the message and the session', () => {
    const { dispatcher, target, routes } = subject();
    const seen: unknown[] = [];
    routes.set(
      1,
      routeOf((...given) => {
        seen.push(...given);
      }),
    );
    const message = pushOf(1);
    dispatcher.receive(message);
    expect(seen).toEqual([message, target]);
  });

  it('reports what a handler throws', () => {
    const { dispatcher, target, routes } = subject();
    const error = new Error('no');
    routes.set(
      1,
      routeOf(() => {
        throw error;
      }),
    );
    dispatcher.receive(requestOf(1));
    expect(target.errors).toEqual([error]);
  });

  it('reports a message that has no handler', () => {
    const { dispatcher, target } = subject();
    dispatcher.receive(pushOf(9));
    expect(target.errors).toMatchObject([{ code: 'UNKNOWN_COMMAND', executed: 'no' }]);
  });

  it('reports what a promise resolves to, and what it is rejected with', async () => {
    const { dispatcher, target, routes } = subject();
    const error = new Error('later');
    routes.set(
      1,
      routeOf(() => Promise.resolve('done')),
    );
    routes.set(
      2,
      routeOf(() => Promise.reject(error)),
    );
    dispatcher.receive(requestOf(1));
    dispatcher.receive(requestOf(2));
    await settle();
    expect(target.results).toEqual(['done']);
    expect(target.errors).toEqual([error]);
    expect(dispatcher.size).toBe(0);
  });

  it('reports a result that cannot be sent as an error', async () => {
    const { dispatcher, target, routes } = subject();
    const error = new NetError('ENCODE_FAILED', 'no');
    target.refusal = error;
    routes.set(
      1,
      routeOf(() => 'now'),
    );
    routes.set(
      2,
      routeOf(() => Promise.resolve('later')),
    );
    dispatcher.receive(requestOf(1));
    dispatcher.receive(requestOf(2));
    await settle();
    expect(target.errors).toEqual([error, error]);
    expect(dispatcher.size).toBe(0);
  });

  it('takes a value that only looks like a promise for a value', () => {
    const { dispatcher, target, routes } = subject();
    routes.set(
      1,
      routeOf(() => thenable('tomorrow')),
    );
    routes.set(
      2,
      routeOf(() => null),
    );
    dispatcher.receive(requestOf(1));
    dispatcher.receive(requestOf(2));
    expect(target.results).toEqual([thenable('tomorrow'), null]);
  });

  it('reports what has a `then` that throws', async () => {
    const { dispatcher, target, routes } = subject();
    const error = new Error('no promise at all');
    const then = (): void => {
      throw error;
    };
    routes.set(
      1,
      routeOf(() => thenable(then)),
    );
    dispatcher.receive(requestOf(1));
    await settle();
    expect(target.errors).toEqual([error]);
    expect(dispatcher.size).toBe(0);
  });

  it('settles once with what has a `then` that calls back twice', async () => {
    const { dispatcher, target, routes } = subject();
    const slow = gate<string>();
    let again: ((value: string) => void) | undefined;
    const then = (resolve: (value: string) => void): void => {
      again = resolve;
      resolve('once');
    };
    routes.set(
      1,
      routeOf(() => thenable(then)),
    );
    routes.set(
      2,
      routeOf(() => slow.promise),
    );
    dispatcher.receive(requestOf(1));
    await settle();
    dispatcher.receive(requestOf(2));
    again?.('twice');
    await settle();
    expect(target.results).toEqual(['once']);
    slow.open('slow');
    await settle();
    expect(target.results).toEqual(['once', 'slow']);
  });

  it('is woken once at a time', async () => {
    const { dispatcher, target, routes } = subject();
    const slow = gate<string>();
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    routes.set(
      2,
      routeOf(({ body }) => {
        dispatcher.wake();
        return textOf(body);
      }),
    );
    dispatcher.receive(requestOf(1));
    for (const name of ['a', 'b', 'c']) dispatcher.receive(requestOf(2, name));
    slow.open('slow');
    await settle();
    expect(target.results).toEqual(['slow', 'a', 'b', 'c']);
  });

  it('starts messages in the order they came, one after the other', async () => {
    const { dispatcher, target, routes } = subject();
    const first = gate<string>();
    routes.set(
      1,
      routeOf(() => first.promise),
    );
    routes.set(
      2,
      routeOf(({ body }) => textOf(body)),
    );
    dispatcher.receive(requestOf(1));
    dispatcher.receive(requestOf(2, 'second'));
    dispatcher.receive(requestOf(2, 'third'));
    expect(target.results).toEqual([]);
    expect(dispatcher.size).toBe(3);
    first.open('first');
    await settle();
    expect(target.results).toEqual(['first', 'second', 'third']);
  });

  it('starts as many at a time as the route says', async () => {
    const { dispatcher, routes } = subject();
    const gates = [gate(), gate(), gate(), gate()];
    let started = 0;
    routes.set(
      1,
      routeOf(() => gates[started++]!.promise, 3),
    );
    for (let count = 0; count < 4; count++) dispatcher.receive(pushOf(1));
    expect(started).toBe(3);
    gates[1]!.open();
    await settle();
    expect(started).toBe(4);
  });

  it('holds a message of one at a time back behind those of a concurrent route', async () => {
    const { dispatcher, target, routes } = subject();
    const [one, other] = [gate(), gate()];
    const gates = [one, other];
    routes.set(
      1,
      routeOf(() => gates.shift()!.promise, 2),
    );
    routes.set(
      2,
      routeOf(() => 'alone'),
    );
    dispatcher.receive(pushOf(1));
    dispatcher.receive(pushOf(1));
    dispatcher.receive(requestOf(2));
    one.open();
    await settle();
    expect(target.results).toEqual([undefined]);
    other.open();
    await settle();
    expect(target.results).toEqual([undefined, undefined, 'alone']);
  });

  it('says that it is full, and reports room and idleness', async () => {
    const { dispatcher, target, routes } = subject({ maxConcurrentRequests: 2 });
    const gates = [gate(), gate(), gate()];
    let started = 0;
    routes.set(
      1,
      routeOf(() => gates[started++]!.promise),
    );
    expect(dispatcher.receive(pushOf(1))).toBe(true);
    expect(dispatcher.receive(pushOf(1))).toBe(false);
    expect(dispatcher.receive(pushOf(1))).toBe(false);
    expect(dispatcher.isFull).toBe(true);
    gates[0]!.open();
    await settle();
    expect(target.rooms).toBe(0);
    gates[1]!.open();
    await settle();
    expect(target).toMatchObject({ rooms: 1, idles: 0 });
    gates[2]!.open();
    await settle();
    expect(target).toMatchObject({ rooms: 1, idles: 1 });
  });

  it('starts no request while answers cannot be sent, but goes on with pushes', async () => {
    const { dispatcher, target, routes } = subject();
    routes.set(
      1,
      routeOf(({ body }) => textOf(body)),
    );
    target.canAnswer = false;
    dispatcher.receive(pushOf(1, 'push'));
    dispatcher.receive(requestOf(1, 'request'));
    dispatcher.receive(pushOf(1, 'behind it'));
    expect(target.results).toEqual(['push']);
    dispatcher.wake();
    expect(target.results).toEqual(['push']);
    target.canAnswer = true;
    dispatcher.wake();
    expect(target.results).toEqual(['push', 'request', 'behind it']);
  });

  it('aborts the signal of a handler whose caller gave up', () => {
    const { dispatcher, routes } = subject();
    const message = requestOf(1, '', 7);
    routes.set(
      1,
      routeOf(() => gate().promise),
    );
    dispatcher.receive(message);
    const { signal } = message;
    dispatcher.receive(cancelOf(8));
    expect(signal.aborted).toBe(false);
    dispatcher.receive(cancelOf(7));
    expect(signal).toMatchObject({ aborted: true, reason: { code: 'CANCELLED' } });
  });

  it('keeps the slot of a cancelled request until its handler settles', async () => {
    const { dispatcher, routes } = subject();
    const slow = gate();
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    dispatcher.receive(requestOf(1, '', 7));
    dispatcher.receive(cancelOf(7));
    expect(dispatcher.size).toBe(1);
    slow.open();
    await settle();
    expect(dispatcher.size).toBe(0);
  });

  it('never runs a message that was cancelled while it waited', async () => {
    const { dispatcher, target, routes } = subject();
    const slow = gate<string>();
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    routes.set(
      2,
      routeOf(({ body }) => textOf(body)),
    );
    dispatcher.receive(requestOf(1, '', 6));
    dispatcher.receive(requestOf(2, 'cancelled', 7));
    dispatcher.receive(requestOf(2, 'kept', 8));
    dispatcher.receive(cancelOf(7));
    slow.open('slow');
    await settle();
    expect(target.results).toEqual(['slow', 'kept']);
    expect(dispatcher.size).toBe(0);
  });

  it('gives up a handler that takes too long, and goes on with the next', async () => {
    const { dispatcher, target, routes, clock } = subject({ handlerTimeoutMs: 200 });
    const slow = gate();
    const message = requestOf(1);
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    routes.set(
      2,
      routeOf(() => 'next'),
    );
    dispatcher.receive(message);
    dispatcher.receive(requestOf(2));
    await clock.advanceAsync(199);
    expect(target.errors).toEqual([]);
    await clock.advanceAsync(51);
    expect(target.errors).toMatchObject([{ code: 'HANDLER_TIMEOUT' }]);
    expect(target.errors).toMatchObject([{ message: 'a handler ran for 200 ms, the limit' }]);
    expect(message.signal.reason).toMatchObject({ code: 'HANDLER_TIMEOUT' });
    expect(target.results).toEqual(['next']);
    slow.open();
    await settle();
    expect(target.results).toEqual(['next']);
    expect(dispatcher.size).toBe(0);
  });

  it('does not hear a handler that fails after its time', async () => {
    const { dispatcher, target, routes, clock } = subject({ handlerTimeoutMs: 200 });
    const slow = gate();
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    dispatcher.receive(requestOf(1));
    await clock.advanceAsync(300);
    slow.fail(new Error('late'));
    await settle();
    expect(target.errors).toHaveLength(1);
  });

  it('never mistakes one handler for another when it uses a slot again', async () => {
    const { dispatcher, target, routes, clock } = subject({ handlerTimeoutMs: 200 });
    const gates = [gate<string>(), gate<string>(), gate<string>()];
    let started = 0;
    routes.set(
      1,
      routeOf(() => gates[started++]!.promise, 9),
    );
    dispatcher.receive(requestOf(1));
    await clock.advanceAsync(300);
    dispatcher.receive(requestOf(1));
    gates[0]!.open('timed out long ago');
    await settle();
    expect(target.results).toEqual([]);
    gates[1]!.open('second');
    await settle();
    dispatcher.receive(requestOf(1));
    gates[2]!.open('third');
    await settle();
    expect(target.results).toEqual(['second', 'third']);
  });

  it('lets a handler run for as long as it likes without a limit', async () => {
    const { dispatcher, target, routes, clock } = subject({ handlerTimeoutMs: Infinity });
    const slow = gate<string>();
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    dispatcher.receive(requestOf(1));
    await clock.advanceAsync(86_400_000);
    slow.open('a day later');
    await settle();
    expect(target).toMatchObject({ results: ['a day later'], errors: [] });
  });

  it('leaves no timer behind once a handler has settled', async () => {
    const { dispatcher, target, routes, clock } = subject({ handlerTimeoutMs: 200 });
    routes.set(
      1,
      routeOf(() => Promise.resolve('in time')),
    );
    dispatcher.receive(requestOf(1));
    await settle();
    await clock.advanceAsync(1000);
    expect(target.errors).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('forgets what waits and aborts what runs when it is stopped', async () => {
    const { dispatcher, target, routes } = subject();
    const slow = gate<string>();
    const running = requestOf(1);
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    dispatcher.receive(running);
    dispatcher.receive(requestOf(1));
    const reason = new NetError('CONNECTION_LOST', 'gone');
    dispatcher.stop(reason);
    expect(dispatcher.size).toBe(0);
    expect(running.signal.reason).toBe(reason);
    slow.open('too late');
    await settle();
    expect(target).toMatchObject({ results: [], errors: [], idles: 0 });
  });

  it('runs nothing any more once it is stopped', () => {
    const { dispatcher, target, routes } = subject();
    routes.set(
      1,
      routeOf(() => 'never'),
    );
    dispatcher.stop(new NetError('CONNECTION_LOST', 'gone'));
    expect(dispatcher.receive(requestOf(1))).toBe(true);
    expect(target.results).toEqual([]);
  });

  it('may be stopped by a handler that it has just started', async () => {
    const { dispatcher, target, routes } = subject();
    const slow = gate<string>();
    const seen: string[] = [];
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    routes.set(
      2,
      routeOf(() => {
        seen.push('ran');
        dispatcher.stop(new NetError('SESSION_CLOSED', 'closed'));
      }),
    );
    for (const type of [1, 2, 2]) dispatcher.receive(pushOf(type));
    slow.open('first');
    await settle();
    expect(seen).toEqual(['ran']);
    expect(target.errors).toEqual([]);
  });

  it('never runs one message within another', async () => {
    const { dispatcher, routes } = subject({ maxConcurrentRequests: 1 });
    const slow = gate();
    const seen: string[] = [];
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    routes.set(
      2,
      routeOf(({ body }) => {
        seen.push(`${textOf(body)} begins`);
        if (textOf(body) === 'outer') dispatcher.receive(pushOf(2, 'inner'));
        seen.push(`${textOf(body)} ends`);
      }),
    );
    dispatcher.receive(pushOf(1));
    dispatcher.receive(pushOf(2, 'outer'));
    slow.open();
    await settle();
    expect(seen).toEqual(['outer begins', 'outer ends', 'inner begins', 'inner ends']);
    expect(dispatcher.size).toBe(0);
  });

  it('runs queued messages in linear time', async () => {
    const { dispatcher, target, routes } = subject({ maxConcurrentRequests: 1e9 });
    const slow = gate();
    routes.set(
      1,
      routeOf(() => slow.promise),
    );
    routes.set(
      2,
      routeOf(() => undefined),
    );
    dispatcher.receive(pushOf(1));
    const message = pushOf(2);
    for (let count = 0; count < QUEUED; count++) dispatcher.receive(message);
    slow.open();
    const startedAtMs = performance.now();
    await settle();
    expect(target.resultCount).toBe(QUEUED + 1);
    // Linear it is 30 ms; `Array.shift` on a queue of this length takes minutes.
    expect(performance.now() - startedAtMs).toBeLessThan(3000);
  });

  it('keeps no more than a thousand places of messages that have run', async () => {
    const { dispatcher, target, routes } = subject({ maxConcurrentRequests: 1200 });
    const gates = Array.from({ length: 1200 }, () => gate<number>());
    let started = 0;
    routes.set(
      1,
      routeOf(() => gates[started++]!.promise),
    );
    for (let count = 0; count < 1200; count++) dispatcher.receive(pushOf(1));
    for (const [index, { open }] of gates.entries()) {
      open(index);
      await Promise.resolve();
    }
    await settle();
    expect(target.results).toEqual(gates.map((_, index) => index));
  });

  it('costs no promise for a synchronous handler', () => {
    const { dispatcher, routes } = subject();
    routes.set(
      1,
      routeOf(() => 'value'),
    );
    routes.set(
      2,
      routeOf(async () => 'promise'),
    );
    const message = requestOf(1);
    const count = promisesOf(() => {
      for (let round = 0; round < 100; round++) dispatcher.receive(message);
    });
    expect(count).toBe(0);
    // The count is one that can be seen: an async handler has a promise and what waits for it.
    expect(promisesOf(() => dispatcher.receive(requestOf(2)))).toBe(2);
  });
});

class Target implements DispatchTarget, DispatchResults {
  readonly kind = 'stream';
  canAnswer = true;
  refusal: Error | undefined;
  readonly results: unknown[] = [];
  readonly errors: unknown[] = [];
  resultCount = 0;
  rooms = 0;
  idles = 0;

  onResult(_message: Message, result: unknown): void {
    if (this.refusal !== undefined) throw this.refusal;
    this.resultCount++;
    if (this.results.length < 2000) this.results.push(result);
  }

  onError(_message: Message, error: unknown): void {
    this.errors.push(error);
  }

  onRefused(): void {
    throw new Error('nothing is refused here');
  }

  onControl(): void {
    throw new Error('there is no control here');
  }

  onRoom(): void {
    this.rooms++;
  }

  onIdle(): void {
    this.idles++;
  }
}

function subject({ maxConcurrentRequests = 128, handlerTimeoutMs = 30_000 } = {}) {
  const clock = new VirtualClock(1000);
  const target = new Target();
  const routes = new Map<number, Route<Target>>();
  const bounds = { maxConcurrentRequests, handlerTimeoutMs, maxCancels: 100 };
  const table = { find: (type: number) => routes.get(type) };
  const timers = Timers.of(clock);
  const calls = new PendingCalls({ timers, onGiveUp: () => {} }, DIALLER_IDS, 1);
  const parts = { routes: table, results: target, requests: calls, hasControl: true };
  const dispatcher = new Dispatcher(target, parts, { clock, timers, stats: newStats(), bounds });
  return { dispatcher, target, routes, clock };
}

function routeOf(run: Route<Target>['run'], concurrency = 1): Route<Target> {
  // The target looks at no reply, so any codec will do.
  return { run, concurrency, reply: raw() };
}

function pushOf(type: number, body = ''): Message {
  return new Message(MessageKind.Push, type, 0, Buffer.from(body));
}

function requestOf(type: number, body = '', id = 1): Message {
  return new Message(MessageKind.Request, type, id, Buffer.from(body));
}

function cancelOf(id: number): Message {
  return new Message(MessageKind.Cancel, 1, id, Buffer.alloc(0));
}

function thenable(then: unknown): object {
  const value = {};
  Reflect.set(value, 'then', then);
  return value;
}

/** How many promises `act` makes. */
function promisesOf(act: () => unknown): number {
  let count = 0;
  const stop: unknown = promiseHooks.onInit(() => count++);
  act();
  if (typeof stop === 'function') stop();
  return count;
}

const QUEUED = 200_000;
