import { afterEach, describe, expect, it } from '@jest/globals';
import { call, message, raw, ReplyError, Router } from '../src/index.ts';
import { type Codec, type Message, MessageKind, NetError } from '../src/index.ts';
import { RequestStorm } from './support/request-storm.ts';
import { ADDRESS, endOf, type Gate, gate, rejection, Scene } from './support/scene.ts';
import { type SceneOptions, settle, thrown } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { cancel, failure, push, request, response, text, textOf } from './support/wire.ts';
import { sessionOf } from './support/lone-session.ts';

let scene: Scene;
afterEach(() => scene?.end());

const Echo = call(1, text, text);
const Say = message(2, text);

describe('a session', () => {
  it('answers a request with what the handler returns', async () => {
    const { client } = await pairWith(new Router().handle(Echo, (value) => `${value}!`));
    await expect(client.request(Echo, 'hello')).resolves.toBe('hello!');
  });

  it('answers a request with what the promise of a handler resolves to', async () => {
    const { client } = await pairWith(new Router().handle(Echo, async (value) => `${value}!`));
    await expect(client.request(Echo, 'hello')).resolves.toBe('hello!');
  });

  it('writes a request and its answer as the protocol says', async () => {
    scene = new Scene({ router: new Router().handle(Echo, (value) => value) });
    const { peer } = await scene.rawPeer();
    peer.sendHex('0000000f 01 00000001 00000007 000001f4 6869');
    await settle();
    expect(peer.received).toMatchObject([
      { kind: MessageKind.Response, type: 1, id: 7, argument: 0, body: Buffer.from('hi') },
    ]);
  });

  it('sends in both directions at once', async () => {
    const router = new Router().handle(Echo, (value) => `server ${value}`);
    const clientRouter = new Router().handle(Echo, (value) => `client ${value}`);
    const { client, session } = await pairWith(router, { clientRouter });
    const answers = [client.request(Echo, 'a'), session.request(Echo, 'b')];
    await expect(Promise.all(answers)).resolves.toEqual(['server a', 'client b']);
  });

  it('hands messages over in the order they were sent', async () => {
    const seen: string[] = [];
    const router = new Router().handle(Say, (value) => void seen.push(value));
    const { client } = await pairWith(router, { memory: { chunkBytes: { upTo: 7 } } });
    const sent = Array.from({ length: 300 }, (_, index) => `message ${index}`);
    for (const value of sent) client.send(Say, value);
    await settle();
    expect(seen).toEqual(sent);
  });

  it('starts the handlers of one session one after the other', async () => {
    const { seen, router } = slowly();
    const { client } = await pairWith(router);
    await Promise.all([client.request(Echo, 'a'), client.request(Echo, 'b')]);
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('starts as many handlers at once as the route allows', async () => {
    const gates = [gate<string>(), gate<string>(), gate<string>()];
    let started = 0;
    const router = new Router().handle(Echo, () => gates[started++]!.promise, { concurrency: 2 });
    const { client } = await pairWith(router);
    const answers = ['a', 'b', 'c'].map((value) => client.request(Echo, value));
    await settle();
    expect(started).toBe(2);
    gates[1]!.open('second');
    await expect(answers[1]).resolves.toBe('second');
    expect(started).toBe(3);
    for (const { open } of gates) open('');
    await Promise.all(answers);
  });

  it('knows its ends and has an id of its own', async () => {
    const { client, session } = await pairWith(new Router());
    expect(client).toMatchObject({ remote: ADDRESS, local: session.remote });
    expect(session.local).toBe(ADDRESS);
    expect(client.id).toMatch(/^[\da-f]{32}$/);
    expect(client.id).not.toBe(session.id);
  });

  it('passes the version and the extension of a packet to the format', () => {
    const { session, connection, headers } = sessionOf();
    const extension = new Uint8Array(8);
    session.send(Say, 'x', { version: 3, extension });
    session.send(Say, 'y');
    expect(headers).toMatchObject([
      { version: 3, extension },
      { version: undefined, extension: undefined },
    ]);
    expect(connection.sent).toEqual([]);
  });

  it('never calls a handler from inside `send`', async () => {
    const seen: string[] = [];
    const router = new Router().handle(Say, (value, session) => {
      seen.push(`server begins ${value}`);
      session.send(Say, value);
      seen.push(`server ends ${value}`);
    });
    const clientRouter = new Router().handle(Say, (value, session) => {
      seen.push(`client begins ${value}`);
      if (value.length < 2) session.send(Say, `${value}x`);
      seen.push(`client ends ${value}`);
    });
    const { client } = await pairWith(router, { clientRouter });
    client.send(Say, 'x');
    expect(seen).toEqual([]);
    await settle();
    expect(seen).toEqual(
      ['server', 'client']
        .flatMap((who) => [`${who} begins x`, `${who} ends x`])
        .concat(['server', 'client'].flatMap((who) => [`${who} begins xx`, `${who} ends xx`])),
    );
  });

  it('never calls a handler from inside `request`', async () => {
    const first = gate();
    const seen: string[] = [];
    const router = new Router()
      .handle(message(3, text), () => first.promise)
      .handle(Say, (value, session) => {
        seen.push(`${value} begins`);
        session.request(Echo, '').catch(() => {});
        seen.push(`${value} ends`);
      });
    scene = new Scene({ router, limits: { maxConcurrentRequests: 2 } });
    const { peer } = await scene.rawPeer();
    peer.send(push(3), push(2, 'a'), push(2, 'b'), push(2, 'c'));
    await settle();
    first.open();
    await settle();
    expect(seen).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });
});

describe('a session whose handler fails', () => {
  it("does not send the text of a handler's error to the peer", async () => {
    const router = new Router()
      .handle(Echo, () => {
        throw new Error('the password is hunter2');
      })
      .handle(call(3, text, text), async () => {
        throw new NetError('CONNECTION_LOST', 'the password is hunter2', { executed: 'maybe' });
      });
    scene = new Scene({ router });
    const { peer } = await scene.rawPeer();
    peer.send(request(1, 7), request(3, 8));
    await settle();
    expect(peer.received.map(({ body }) => textOf(body))).toEqual(
      Array(2).fill('{"code":"HANDLER_ERROR","message":"the handler failed"}'),
    );
    expect(peer.received).toMatchObject([
      { kind: MessageKind.Failure, type: 1, id: 7, argument: 1 },
      { kind: MessageKind.Failure, type: 3, id: 8, argument: 1 },
    ]);
    expect(scene.server.stats().handlerErrors).toBe(2);
  });

  it('rejects the request, and says that the handler ran', async () => {
    const { client } = await pairWith(
      new Router().handle(Echo, () => {
        throw new Error('no');
      }),
    );
    const error = await rejection(client.request(Echo, ''));
    expect(error).toBeInstanceOf(ReplyError);
    expect(error).toMatchObject({ code: 'HANDLER_ERROR', executed: 'yes' });
    await expect(endOf(client)).resolves.toBeUndefined();
  });

  it('passes a ReplyError to the caller as it was thrown', async () => {
    const thrownError = new ReplyError('NO_MONEY', 'come back later', { missing: [1, 'two'] });
    const { client } = await pairWith(
      new Router().handle(Echo, async () => {
        throw thrownError;
      }),
    );
    const error = await rejection(client.request(Echo, ''));
    expect(error).toMatchObject({
      code: 'NO_MONEY',
      message: 'come back later',
      data: { missing: [1, 'two'] },
      executed: 'yes',
      retryable: false,
      kind: 'remote',
    });
  });

  it('answers although the data of a ReplyError cannot be encoded', async () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const router = new Router()
      .handle(Echo, () => {
        throw new ReplyError('SYNC', 'at once', 1n);
      })
      .handle(call(3, text, text), async () => {
        throw new ReplyError('ASYNC', 'later', cycle);
      });
    const { client } = await pairWith(router);
    for (const type of [Echo, call(3, text, text)]) {
      const error = await rejection(client.request(type, ''));
      expect(error).toMatchObject({ executed: 'yes', kind: 'remote' });
    }
    await expect(endOf(client)).resolves.toBeUndefined();
  });

  it('answers although a failure does not fit the connection', async () => {
    const router = new Router().handle(Echo, async () => {
      throw new ReplyError('LONG', 'x'.repeat(900));
    });
    const { client } = await pairWith(router, {
      memory: { kind: 'datagram', maxSendBytes: 200 },
    });
    const error = await rejection(client.request(Echo, ''));
    expect(error).toMatchObject({ code: 'HANDLER_ERROR', executed: 'yes' });
  });

  it('answers that there is no handler, and that none ran', async () => {
    const { client } = await pairWith(new Router());
    const error = await rejection(client.request(Echo, ''));
    expect(error).toMatchObject({ code: 'UNKNOWN_COMMAND', executed: 'no' });
    expect(error.message).toBe('there is no handler for messages of this type');
  });

  it('answers that a body cannot be decoded, and that no handler ran', async () => {
    const { client } = await pairWith(new Router().handle(Echo, (value) => value));
    const error = await rejection(client.request(call(1, raw(), text), Uint8Array.of(0xff)));
    expect(error).toMatchObject({ code: 'BAD_MESSAGE', executed: 'no' });
    expect(error.message).toBe('the message cannot be decoded');
  });

  it('answers that a reply cannot be encoded', async () => {
    const broken: Codec<string> = {
      ...text,
      encode: () => {
        throw new Error('secret');
      },
    };
    const { client } = await pairWith(new Router().handle(call(1, text, broken), (value) => value));
    const error = await rejection(client.request(Echo, ''));
    expect(error).toMatchObject({ code: 'HANDLER_ERROR', message: 'the handler failed' });
  });

  it('answers that a handler took too long, and aborts its signal', async () => {
    let seen: AbortSignal | undefined;
    const router = new Router().handle(Echo, (_value, _session, { signal }) => {
      seen = signal;
      return gate<string>().promise;
    });
    const { client } = await pairWith(router, { limits: { handlerTimeoutMs: 300 } });
    const failed = rejection(client.request(Echo, ''));
    await scene.pass(400);
    expect(await failed).toMatchObject({ code: 'HANDLER_TIMEOUT', executed: 'maybe' });
    expect(seen?.reason).toMatchObject({ code: 'HANDLER_TIMEOUT' });
    expect(scene.server.stats().handlerErrors).toBe(1);
  });

  it('answers nothing to a push, whatever becomes of it', async () => {
    const router = new Router().handle(Say, () => {
      throw new Error('no');
    });
    scene = new Scene({ router });
    const { peer } = await scene.rawPeer();
    peer.send(push(2), push(99), push(2));
    await settle();
    expect(peer.received).toEqual([]);
    expect(scene.server.stats()).toMatchObject({ handlerErrors: 2, softErrors: 1 });
  });

  it('tells the log what the peer is not told', async () => {
    const lines: unknown[] = [];
    const note = (fields: object, what: string): void => void lines.push({ what, ...fields });
    const error = new Error('the password is hunter2');
    const router = new Router().handle(Say, () => {
      throw error;
    });
    const logger = { debug: note, info: note, warn: note, error: note };
    const { client, session } = await pairWith(router, { logger });
    client.send(Say, '');
    client.send(Say, '');
    await settle();
    const { id, remote } = session;
    const line = { what: 'a handler failed', type: 2, error, session: id, remote };
    expect(lines).toEqual([line]);
    await scene.pass(1000);
    client.send(Say, '');
    await settle();
    expect(lines).toEqual([line, line]);
  });

  it('survives every hostile report of a failure', async () => {
    scene = new Scene();
    const { client, peer } = await scene.rawServer();
    const reports = [
      '',
      'null',
      '{"code":7,"message":[]}',
      '{"code":"not stable","message":"x\\u0000y"}',
      '{"code":"__proto__","message":"x","data":{"__proto__":{"polluted":true}}}',
      `{"code":"DEEP","data":${'['.repeat(20_000)}`,
      `{"code":"LONG","message":"${'x'.repeat(100_000)}"}`,
    ];
    const failed = reports.map(() => rejection(client.request(Echo, '')));
    await settle();
    peer.send(...reports.map((body, index) => failure(1, index + 1, body)));
    const errors = await Promise.all(failed);
    expect(errors.map(({ code }) => code)).toEqual(Array(reports.length).fill('HANDLER_ERROR'));
    expect(errors[3]!.message).toBe('x y');
    expect('polluted' in {}).toBe(false);
    await expect(endOf(client)).resolves.toBeUndefined();
  });

  it('reports a broken failure in UTF-8 that is none', async () => {
    scene = new Scene();
    const { client, peer } = await scene.rawServer();
    const failed = rejection(client.request(Echo, ''));
    await settle();
    peer.sendHex('0000000e 03 00000001 00000001 00000000 ff');
    expect(await failed).toMatchObject({ code: 'HANDLER_ERROR', executed: 'yes' });
  });
});

describe('a request', () => {
  it('times out, and tells the peer that nobody waits any more', async () => {
    let seen: Message | undefined;
    const router = new Router().handle(Echo, (_value, _session, given) => {
      seen = given;
      return gate<string>().promise;
    });
    const { client } = await pairWith(router);
    const failed = rejection(client.request(Echo, '', { timeoutMs: 500 }));
    await scene.pass(600);
    expect(await failed).toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'maybe' });
    expect(seen?.signal.reason).toMatchObject({ code: 'CANCELLED' });
  });

  it('times out after the time of the limits when it does not say', async () => {
    const { client } = await pairWith(silent(), { clientLimits: { requestTimeoutMs: 700 } });
    const failed = rejection(client.request(Echo, ''));
    await scene.pass(800);
    expect(await failed).toMatchObject({
      message: 'no answer to a request of type 1 within 700 ms',
    });
  });

  it('tells the handler until when its caller waits', async () => {
    let seen: Message | undefined;
    const router = new Router().handle(Echo, (_value, _session, given) => {
      seen = given;
      return '';
    });
    const { client } = await pairWith(router);
    await client.request(Echo, '', { timeoutMs: 499.5 });
    expect(seen!.deadline).toBe(1500);
    expect(seen!.timeLeftMs(1200)).toBe(300);
    expect(seen!.timeLeftMs(1600)).toBe(0);
  });

  it('states a deadline that the header has room for', async () => {
    let seen: Message | undefined;
    const router = new Router().handle(Echo, (_value, _session, given) => {
      seen = given;
      return '';
    });
    const { client } = await pairWith(router);
    await client.request(Echo, '', { timeoutMs: 1e15 });
    expect(seen!.argument).toBe(0xffffffff);
  });

  it('is cancelled by its signal, which the handler feels', async () => {
    let seen: Message | undefined;
    const router = new Router().handle(Echo, (_value, _session, given) => {
      seen = given;
      return gate<string>().promise;
    });
    const { client } = await pairWith(router);
    const controller = new AbortController();
    const failed = rejection(client.request(Echo, '', { signal: controller.signal }));
    await settle();
    expect(seen!.signal.aborted).toBe(false);
    controller.abort();
    expect(await failed).toMatchObject({ code: 'CANCELLED', executed: 'maybe' });
    await settle();
    expect(seen!.signal.aborted).toBe(true);
  });

  it('is refused at once when its signal is aborted already', async () => {
    const { client } = await pairWith(silent());
    const error = await rejection(client.request(Echo, '', { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: 'CANCELLED', executed: 'no' });
  });

  it('is refused at once when too many wait', async () => {
    const { client } = await pairWith(silent(), { clientLimits: { maxPendingRequests: 2 } });
    const waiting = [client.request(Echo, ''), client.request(Echo, '')].map(rejection);
    const error = await rejection(client.request(Echo, ''));
    expect(error).toMatchObject({ code: 'TOO_MANY_PENDING', executed: 'no' });
    client.abort();
    await Promise.all(waiting);
  });

  it('is refused at once by a protocol without correlation', async () => {
    const protocol = testProtocol({ correlation: false });
    const { client } = await pairWith(new Router(), { protocol });
    const error = await rejection(client.request(Echo, ''));
    expect(error).toMatchObject({ code: 'UNSUPPORTED', executed: 'no' });
    expect(error.message).toBe('test has no correlation id, so it cannot carry requests');
  });

  it('is refused at once when its type is over the largest of the protocol', async () => {
    const { client } = await pairWith(new Router(), { protocol: testProtocol({ maxType: 255 }) });
    const error = await rejection(client.request(call(256, text, text), ''));
    expect(error).toMatchObject({ code: 'UNSUPPORTED', executed: 'no' });
    expect(thrown(() => client.send(message(256, text), '')).message).toBe(
      'message type 256 is over 255, the largest of test',
    );
  });

  it('is refused at once when it cannot be encoded, or does not fit', async () => {
    const { client } = await pairWith(silent(), {
      memory: { kind: 'message', maxSendBytes: 100 },
    });
    const large = await rejection(client.request(Echo, 'x'.repeat(88)));
    expect(large).toMatchObject({ code: 'MESSAGE_TOO_LARGE', executed: 'no' });
    // A program without types may hand in anything.
    const broken = await rejection(client.request(Echo, Symbol('x') as unknown as string));
    expect(broken).toMatchObject({ code: 'ENCODE_FAILED', executed: 'no' });
    expect(thrown(() => client.send(Say, 'x'.repeat(88))).code).toBe('MESSAGE_TOO_LARGE');
    await expect(endOf(client)).resolves.toBeUndefined();
  });

  it.each([0, -1, Number.NaN, Infinity])(
    'refuses a timeout of %p as a mistake',
    async (timeoutMs) => {
      const { client } = await pairWith(silent());
      await expect(client.request(Echo, '', { timeoutMs })).rejects.toThrow(
        new TypeError(`timeoutMs is a number above 0, got ${timeoutMs}`),
      );
    },
  );

  it('fails in the turn in which the connection is lost', async () => {
    const { client, session } = await pairWith(silent());
    const failed = rejection(client.request(Echo, ''));
    await settle();
    session.abort();
    expect(await failed).toMatchObject({ code: 'CONNECTION_LOST', executed: 'maybe' });
  });

  it('says that it never ran when it was never sent', async () => {
    const { session, lose } = sessionOf();
    const unsent = rejection(session.request(Echo, ''));
    lose(new Error('reset'));
    expect(await unsent).toMatchObject({ code: 'CONNECTION_LOST', executed: 'no' });
  });

  it('says that it may have run when it was sent', async () => {
    const { session, lose } = sessionOf();
    const sent = rejection(session.request(Echo, ''));
    await settle();
    const unsent = rejection(session.request(Echo, ''));
    lose(new Error('reset'));
    expect(await sent).toMatchObject({ executed: 'maybe', message: 'reset' });
    expect(await unsent).toMatchObject({ executed: 'no' });
  });

  it('is refused on a session that has ended', async () => {
    const { client } = await pairWith(silent());
    await client.close();
    const error = await rejection(client.request(Echo, ''));
    expect(error).toMatchObject({ code: 'SESSION_CLOSED', executed: 'no' });
    expect(thrown(() => client.send(Say, '')).code).toBe('SESSION_CLOSED');
    expect((await rejection(client.drained())).code).toBe('SESSION_CLOSED');
  });

  it('settles with the first answer, and counts the second', async () => {
    scene = new Scene();
    const { client, peer } = await scene.rawServer();
    const answer = client.request(Echo, '');
    await settle();
    peer.send(response(1, 1, 'first'), response(1, 1, 'second'));
    await expect(answer).resolves.toBe('first');
    await expect(endOf(client)).resolves.toBeUndefined();
  });

  it('tells a peer without control nothing when it gives up', async () => {
    const protocol = testProtocol({ control: false });
    scene = new Scene({ protocol });
    const { client, peer } = await scene.rawServer();
    const failed = rejection(client.request(Echo, 'x', { timeoutMs: 100 }));
    await scene.pass(200);
    await failed;
    expect(peer.received).toMatchObject([{ argument: 0 }]);
  });

  it('settles exactly once, whatever happens', async () => {
    const storm = new RequestStorm({ seed: 1, steps: 8000 });
    scene = storm.scene;
    await storm.run();
    expect(storm.started).toBeGreaterThan(4000);
    expect(storm.longest).toBeGreaterThan(512);
    expect(storm.settled).toBe(storm.started);
    expect([...storm.outcomes.keys()].toSorted()).toEqual([
      'CANCELLED maybe',
      'CONNECTION_LOST maybe',
      'HANDLER_ERROR yes',
      'HANDLER_TIMEOUT maybe',
      'REQUEST_TIMEOUT maybe',
      'SESSION_CLOSED maybe',
      'TOO_MANY_PENDING no',
      'ok',
    ]);
    expect(storm.order).toEqual(storm.order.toSorted((one, other) => one - other));
    expect(storm.order.length).toBeGreaterThan(500);
    await expect(storm.roomForMore()).resolves.toBe(64);
  });

  it('settles exactly once over a protocol without control too', async () => {
    const protocol = testProtocol({ control: false });
    const storm = new RequestStorm({ seed: 2, steps: 8000, protocol });
    scene = storm.scene;
    await storm.run();
    expect(storm.settled).toBe(storm.started);
    expect([...storm.outcomes.keys()].toSorted()).toEqual([
      'CANCELLED maybe',
      'CONNECTION_LOST maybe',
      'REQUEST_TIMEOUT maybe',
      'SESSION_CLOSED maybe',
      'TOO_MANY_PENDING no',
      'ok',
    ]);
    expect(storm.lateAnswers).toBeGreaterThan(20);
    expect(storm.order).toEqual(storm.order.toSorted((one, other) => one - other));
    await expect(storm.roomForMore()).resolves.toBe(64);
  });
});

describe('a session of a protocol without control', () => {
  it('answers requests', async () => {
    const protocol = testProtocol({ control: false });
    const router = new Router().handle(Echo, (value) => `${value}!`);
    const { client } = await pairWith(router, { protocol });
    await expect(client.request(Echo, 'hello')).resolves.toBe('hello!');
  });

  it('sends no answer when a handler fails', async () => {
    const protocol = testProtocol({ control: false });
    const router = new Router().handle(Echo, () => {
      throw new Error('no');
    });
    const { client } = await pairWith(router, { protocol });
    const failed = rejection(client.request(Echo, '', { timeoutMs: 500 }));
    await scene.pass(600);
    expect(await failed).toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'maybe' });
  });
});

describe('a session under load', () => {
  it('stops reading while 128 messages wait, and goes on afterwards', async () => {
    const gates: Gate<string>[] = [];
    const router = new Router().handle(Echo, () => {
      gates.push(gate<string>());
      return gates.at(-1)!.promise;
    });
    scene = new Scene({ router, memory: { chunkBytes: 17 } });
    const { peer } = await scene.rawPeer();
    peer.send(...Array.from({ length: 200 }, (_, index) => request(1, index + 1)));
    await settle();
    expect(scene.server.stats().messagesReceived).toBe(128);
    expect(peer.connection.bufferedBytes).toBe(72 * 17);
    for (let at = 0; at < 200; at++) {
      gates[at]!.open('');
      await settle();
    }
    expect(peer.received).toHaveLength(200);
    expect(peer.received.map(({ id }) => id)).toEqual(gates.map((_, index) => index + 1));
    expect(peer.connection.bufferedBytes).toBe(0);
  });

  it('lets a handler ask its own session, even when it is full', async () => {
    const router = new Router().handle(Echo, async (value, session) => {
      const answer = await session.request(Echo, value);
      return `${answer}!`;
    });
    const clientRouter = new Router().handle(Echo, (value) => value.toUpperCase());
    const { client } = await pairWith(router, {
      clientRouter,
      limits: { maxConcurrentRequests: 4 },
    });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        client.request(Echo, `${'abcdefghijklmnopqrst'[index]}`),
      ),
    );
    const answers = outcomes.filter(({ status }) => status === 'fulfilled');
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(answers.slice(0, 4)).toEqual(
      ['A!', 'B!', 'C!', 'D!'].map((value) => ({ status: 'fulfilled', value })),
    );
    expect(new Set(refused.map(({ reason }) => `${reason.code} ${reason.executed}`))).toEqual(
      new Set(['TOO_MANY_REQUESTS no']),
    );
    await expect(client.request(Echo, 'again')).resolves.toBe('AGAIN!');
  });

  it('starts no request while answers cannot be sent', async () => {
    let started = 0;
    const router = new Router().handle(Echo, () => {
      started++;
      return 'x'.repeat(200_000);
    });
    scene = new Scene({ router });
    const { peer } = await scene.rawPeer();
    peer.connection.pause?.();
    peer.send(...Array.from({ length: 50 }, (_, index) => request(1, index + 1)));
    await settle();
    expect(started).toBe(1);
    await scene.pass(5000);
    expect(started).toBe(1);
    peer.connection.resume?.();
    await settle();
    await settle();
    expect(started).toBeGreaterThan(1);
    await untilReceived(peer.received, 50);
    expect(peer.received.every(({ body }) => body.length === 200_000)).toBe(true);
    expect(started).toBe(50);
  });

  it('ends with a consumer whose unsent bytes are over the limit', async () => {
    scene = new Scene({ limits: { maxWriteBuffer: 300_000 } });
    const { peer, session } = await scene.rawPeer();
    peer.connection.pause?.();
    const told = Array.from({ length: 3 }, () => session.send(Say, 'x'.repeat(140_000)));
    expect(told[0]).toBe(false);
    await expect(session.closed).resolves.toMatchObject({
      code: 'SLOW_CONSUMER',
      initiator: 'local',
      reason: '420051 unsent bytes are over the limit of 300000',
    });
    expect(scene.server.stats().failedSessions).toBe(1);
  });

  it('ends with a consumer that takes nothing for ten seconds', async () => {
    scene = new Scene();
    const { peer, session } = await scene.rawPeer();
    peer.connection.pause?.();
    session.send(Say, 'x'.repeat(100_000));
    await scene.pass(9900);
    await expect(endOf(session)).resolves.toBeUndefined();
    await scene.pass(200);
    await expect(session.closed).resolves.toMatchObject({
      code: 'SLOW_CONSUMER',
      reason: 'the peer took nothing for 10000 ms',
    });
  });

  it('sends one message that is larger than the buffer when the peer takes it', async () => {
    scene = new Scene({ limits: { maxWriteBuffer: 100_000 } });
    const { peer, session } = await scene.rawPeer();
    expect(session.send(Say, 'x'.repeat(150_000))).toBe(false);
    await settle();
    expect(peer.received).toHaveLength(1);
    await expect(endOf(session)).resolves.toBeUndefined();
  });

  it('waits until the peer keeps up again', async () => {
    scene = new Scene();
    const { peer, session } = await scene.rawPeer();
    peer.connection.pause?.();
    await expect(session.drained()).resolves.toBeUndefined();
    expect(session.send(Say, 'x'.repeat(100_000))).toBe(false);
    let isDrained = false;
    const drained = session.drained().then(() => (isDrained = true));
    await settle();
    expect(isDrained).toBe(false);
    peer.connection.resume?.();
    await drained;
    expect(session.send(Say, 'x')).toBe(true);
  });

  it('stops waiting for the peer when the signal is aborted', async () => {
    scene = new Scene();
    const { peer, session } = await scene.rawPeer();
    peer.connection.pause?.();
    session.send(Say, 'x'.repeat(100_000));
    const controller = new AbortController();
    const reason = new Error('enough');
    const waiting = session.drained({ signal: controller.signal });
    const other = rejection(session.drained());
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(session.drained({ signal: controller.signal })).rejects.toBe(reason);
    session.abort();
    expect((await other).code).toBe('SESSION_CLOSED');
  });

  it('closes the largest when all hold too many unsent bytes', async () => {
    scene = new Scene({ limits: { maxTotalWriteBuffer: 300_000 } });
    const [one, other] = [await scene.rawPeer(), await scene.rawPeer()];
    one.peer.connection.pause?.();
    other.peer.connection.pause?.();
    one.session.send(Say, 'x'.repeat(200_000));
    other.session.send(Say, 'x'.repeat(150_000));
    await expect(one.session.closed).resolves.toMatchObject({ code: 'SLOW_CONSUMER' });
    await expect(endOf(other.session)).resolves.toBeUndefined();
  });

  it('closes the largest when all hold too many bytes of unfinished frames', async () => {
    scene = new Scene({ limits: { maxTotalReceiveBuffer: 300_000 } });
    const [one, other] = [await scene.rawPeer(), await scene.rawPeer()];
    for (const { peer } of [one, other]) peer.sendHex('00100000');
    one.peer.sendBytes(new Uint8Array(200_000));
    await settle();
    other.peer.sendBytes(new Uint8Array(150_000));
    await expect(one.session.closed).resolves.toMatchObject({ code: 'OVERLOADED' });
    await expect(endOf(other.session)).resolves.toBeUndefined();
  });

  it('ends a session whose transport cannot be paused, and pauses one that can', async () => {
    const limits = { maxConcurrentRequests: 2 };
    const router = new Router().handle(Say, () => gate().promise);
    const pushes = Array.from({ length: 17 }, () => push(2));
    scene = new Scene({ router, limits, memory: { kind: 'message' } });
    const pausable = await scene.rawPeer();
    for (const packet of pushes) pausable.peer.send(packet);
    await settle();
    expect(scene.server.stats().messagesReceived).toBe(2);
    await expect(endOf(pausable.session)).resolves.toBeUndefined();
    await scene.end();
    scene = new Scene({ router, limits, memory: { kind: 'message', isPausable: false } });
    const unpausable = await scene.rawPeer();
    for (const packet of pushes) unpausable.peer.send(packet);
    await expect(unpausable.session.closed).resolves.toMatchObject({ code: 'OVERLOADED' });
  });
});

describe('a session whose peer breaks the rules', () => {
  it('ends after a frame over the limit', async () => {
    await expect(endAfterHex('ffffffff')).resolves.toMatchObject({
      code: 'FRAME_TOO_LARGE',
      initiator: 'local',
    });
    expect(scene.server.stats()).toMatchObject({ failedSessions: 1, sessions: 0 });
  });

  it('ends after a packet that is none', async () => {
    await expect(endAfterHex('00000001 00')).resolves.toMatchObject({ code: 'BAD_PACKET' });
  });

  it('ends after a control packet other than a hello', async () => {
    const end = await endAfterHex('0000000d 05 00000003 00000000 00000000');
    expect(end.code).toBe('BAD_PACKET');
  });

  it('ends after a hello that is none', async () => {
    const end = await endAfterHex('0000000d 05 00000001 00000000 00000000');
    expect(end.code).toBe('BAD_PACKET');
  });

  it('ends after a bad message on a connection that keeps boundaries', async () => {
    await expect(endAfterHex('00', { memory: { kind: 'message' } })).resolves.toMatchObject({
      code: 'BAD_PACKET',
    });
  });

  it('drops a bad datagram, and lives on', async () => {
    const router = new Router().handle(Echo, (value) => value);
    scene = new Scene({ router, memory: { kind: 'datagram' } });
    const { peer, session } = await scene.rawPeer();
    for (let count = 0; count < 50; count++) peer.sendHex('00');
    peer.send(request(1, 7, 'still here'));
    await settle();
    expect(peer.received).toMatchObject([{ kind: MessageKind.Response, id: 7 }]);
    expect(scene.server.stats().dropped).toBe(50);
    await expect(endOf(session)).resolves.toBeUndefined();
  });

  it('ends after a packet format that throws what is no NetError', async () => {
    const protocol = testProtocol();
    const packets = Object.create(protocol.packets, {
      read: {
        value: () => {
          throw new RangeError('offset is out of bounds');
        },
      },
    });
    scene = new Scene({ protocol: { ...protocol, packets } });
    const { peer, session } = await scene.rawPeer();
    peer.send(push(1));
    await expect(session.closed).resolves.toMatchObject({ code: 'INTERNAL_ERROR' });
  });

  it('ends after a flood of cancels, even of datagrams', async () => {
    const limits = { maxCancels: 3 };
    scene = new Scene({ limits, memory: { kind: 'datagram' } });
    const { peer, session } = await scene.rawPeer();
    for (let id = 1; id < 5; id++) peer.send(cancel(1, id));
    await expect(session.closed).resolves.toMatchObject({ code: 'CANCEL_FLOOD' });
  });

  it('keeps the slot of a cancelled request until its handler settles', async () => {
    const slow = gate<string>();
    let started = 0;
    const router = new Router().handle(Echo, () => {
      started++;
      return slow.promise;
    });
    scene = new Scene({ router, limits: { maxConcurrentRequests: 4 } });
    const { peer } = await scene.rawPeer();
    for (let id = 1; id < 51; id++) peer.send(request(1, id), cancel(1, id));
    await settle();
    expect(started).toBe(1);
    expect(scene.server.stats().messagesReceived).toBeLessThan(10);
    slow.open('');
    await settle();
    expect(scene.server.stats().messagesReceived).toBe(100);
    // Those whose cancel was read before they had started never run.
    expect(started).toBeLessThan(30);
    expect(peer.received).toEqual([]);
  });

  it('ends after too many messages that cannot be decoded or routed', async () => {
    const router = new Router().handle(Say, () => {});
    scene = new Scene({ router });
    const { peer, session } = await scene.rawPeer();
    const bad = '0000000e 00 00000002 00000000 00000000 ff'.replaceAll(' ', '');
    peer.sendHex(bad.repeat(5));
    peer.send(push(99), push(99), request(99, 1), request(99, 2), request(99, 3));
    await settle();
    await expect(endOf(session)).resolves.toBeUndefined();
    expect(scene.server.stats().softErrors).toBe(10);
    peer.send(push(99));
    await expect(session.closed).resolves.toMatchObject({
      code: 'TOO_MANY_ERRORS',
      reason: 'more than 10 bad messages in a minute',
    });
  });

  it('forgets bad messages after a minute', async () => {
    scene = new Scene({ limits: { maxSoftErrors: 2 } });
    const { peer, session } = await scene.rawPeer();
    peer.send(push(99), push(99));
    await scene.pass(60_000);
    peer.send(push(99), push(99));
    await expect(endOf(session)).resolves.toBeUndefined();
  });

  it('ends after a frame that is trickled for too long', async () => {
    scene = new Scene();
    const { peer, session } = await scene.rawPeer();
    peer.sendHex('00');
    await scene.pass(10_100);
    await expect(session.closed).resolves.toMatchObject({ code: 'FRAME_TIMEOUT' });
  });

  it('ends once, at the first fault', async () => {
    const { session, connection, handler } = sessionOf();
    handler.onData(Uint8Array.of(255, 255, 255, 255));
    handler.onData(Uint8Array.of(255, 255, 255, 255));
    expect(connection.aborted).toMatchObject({ code: 'FRAME_TOO_LARGE' });
    handler.onClose(connection.aborted);
    handler.onClose(new Error('again'));
    await expect(session.closed).resolves.toMatchObject({ code: 'FRAME_TOO_LARGE' });
  });
});

describe('the end of a session', () => {
  it('is orderly at both ends', async () => {
    const { client, session } = await pairWith(new Router());
    await client.close();
    await expect(client.closed).resolves.toEqual({
      code: 'NORMAL',
      reason: 'the session was closed',
      initiator: 'local',
    });
    await expect(session.closed).resolves.toMatchObject({ code: 'NORMAL', initiator: 'remote' });
  });

  it('tells why the connection was lost', async () => {
    const { session, lose } = sessionOf();
    lose(new NetError('CONNECTION_LOST', 'reset'));
    await expect(session.closed).resolves.toMatchObject({
      code: 'CONNECTION_LOST',
      reason: 'reset',
      initiator: 'transport',
    });
    expect(thrown(() => session.send(Say, '')).code).toBe('CONNECTION_LOST');
  });

  it('carries the reason of an abort', async () => {
    const { client } = await pairWith(new Router());
    const reason = new Error('enough');
    client.abort(reason);
    client.abort(new Error('more than enough'));
    await expect(client.closed).resolves.toMatchObject({
      code: 'SESSION_CLOSED',
      reason: 'enough',
      initiator: 'local',
      error: reason,
    });
  });

  it('drops the reply of a handler that finishes after the session has closed', async () => {
    const slow = gate<string>();
    let seen: Message | undefined;
    const router = new Router().handle(Echo, (_value, _session, given) => {
      seen = given;
      return slow.promise;
    });
    const { client, session } = await pairWith(router);
    const failed = rejection(client.request(Echo, ''));
    await settle();
    client.abort();
    await session.closed;
    expect(seen!.signal.aborted).toBe(true);
    slow.open('too late');
    await settle();
    expect((await failed).code).toBe('SESSION_CLOSED');
    expect(scene.server.stats()).toMatchObject({ handlerErrors: 0, messagesSent: 0 });
  });

  it('drops the error of a handler that fails after the session has closed', async () => {
    const slow = gate<string>();
    const { client, session } = await pairWith(new Router().handle(Echo, () => slow.promise));
    const failed = rejection(client.request(Echo, ''));
    await settle();
    client.abort();
    await session.closed;
    slow.fail(new Error('too late'));
    await settle();
    await failed;
    expect(scene.server.stats().handlerErrors).toBe(0);
  });

  it('waits for the handlers that run, and sends their answers', async () => {
    const slow = gate<string>();
    const { client, session } = await pairWith(new Router().handle(Echo, () => slow.promise));
    const answer = client.request(Echo, '');
    await settle();
    const closing = session.close();
    const refused = rejection(client.request(Echo, ''));
    expect(await refused).toMatchObject({ code: 'GOING_AWAY', executed: 'no', retryable: true });
    slow.open('in time');
    await expect(answer).resolves.toBe('in time');
    await closing;
    await expect(session.closed).resolves.toMatchObject({ code: 'NORMAL', initiator: 'local' });
  });

  it('sends what is queued first', async () => {
    const seen: string[] = [];
    const router = new Router().handle(Say, (value) => void seen.push(value));
    const { client } = await pairWith(router);
    client.send(Say, 'last words');
    await client.close();
    await settle();
    expect(seen).toEqual(['last words']);
  });

  it('sends the answer of the handler that asks for it', async () => {
    const router = new Router()
      .handle(Echo, (value, session) => {
        void session.close();
        return value;
      })
      .handle(call(3, text, text), async (value, session) => {
        void session.close();
        return value;
      });
    scene = new Scene({ router });
    const [one, other] = [await scene.pair(), await scene.pair()];
    await expect(one.client.request(Echo, 'bye')).resolves.toBe('bye');
    await expect(other.client.request(call(3, text, text), 'bye')).resolves.toBe('bye');
    await expect(one.session.closed).resolves.toMatchObject({ code: 'NORMAL', initiator: 'local' });
  });

  it('waits for running handlers no longer than the limit', async () => {
    const { client, session } = await pairWith(silent(), { limits: { closeTimeoutMs: 400 } });
    const failed = rejection(client.request(Echo, ''));
    await settle();
    const closing = session.close();
    await scene.pass(390);
    await expect(endOf(session)).resolves.toBeUndefined();
    await scene.pass(20);
    await closing;
    expect(await failed).toMatchObject({ code: 'CONNECTION_LOST', executed: 'maybe' });
  });

  it('waits for running handlers no longer than the signal says', async () => {
    const { client, session } = await pairWith(silent());
    const failed = rejection(client.request(Echo, ''));
    await settle();
    const controller = new AbortController();
    const closing = session.close({ signal: controller.signal });
    controller.abort();
    await closing;
    await failed;
    expect((await session.closed).initiator).toBe('local');
  });

  it('does not wait at all when the signal is aborted already', async () => {
    const { client, session } = await pairWith(silent());
    const failed = rejection(client.request(Echo, ''));
    await settle();
    await session.close({ signal: AbortSignal.abort() });
    await failed;
  });

  it('is cut short by the signal of a second call', async () => {
    const { client, session } = await pairWith(silent());
    const failed = rejection(client.request(Echo, ''));
    await settle();
    const first = session.close();
    await session.close({ signal: AbortSignal.abort() });
    await first;
    await failed;
  });

  it('bounds `close`', async () => {
    const limits = { closeTimeoutMs: 400 };
    scene = new Scene({ limits, memory: { closeGraceMs: 1e9 } });
    const { peer, session } = await scene.rawPeer();
    peer.connection.pause?.();
    session.send(Say, 'never taken');
    let isClosed = false;
    const closing = session.close().then(() => (isClosed = true));
    await scene.pass(300);
    expect(isClosed).toBe(false);
    await scene.pass(200);
    expect(isClosed).toBe(true);
    await closing;
  });

  it('may be asked for twice, and again afterwards', async () => {
    const { client } = await pairWith(new Router());
    await Promise.all([client.close(), client.close(), client[Symbol.asyncDispose]()]);
    await client.close();
    client.abort();
    await expect(client.closed).resolves.toMatchObject({ code: 'NORMAL' });
  });

  it('comes with the disposal of the session', async () => {
    scene = new Scene();
    await scene.serve();
    const session = await scene.connect();
    await session[Symbol.asyncDispose]();
    await expect(endOf(session)).resolves.toMatchObject({ code: 'NORMAL' });
  });

  it('leaves no timer behind', async () => {
    const { client, session } = await pairWith(silent());
    const failed = rejection(client.request(Echo, ''));
    await settle();
    client.abort();
    await session.closed;
    await failed;
    await scene.pass(100);
    expect(scene.clock.timers).toBe(0);
  });
});

function pairWith(router: Router, options: SceneOptions = {}) {
  scene = new Scene({ router, ...options });
  return scene.pair();
}

/** A handler that never answers. */
function silent(): Router {
  return new Router().handle(Echo, () => gate<string>().promise, { concurrency: 100 });
}

function slowly(): { readonly seen: string[]; readonly router: Router } {
  const seen: string[] = [];
  const router = new Router().handle(Echo, async (value) => {
    seen.push(`${value} begins`);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    seen.push(`${value} ends`);
    return value;
  });
  return { seen, router };
}

async function endAfterHex(hex: string, options: SceneOptions = {}) {
  scene = new Scene(options);
  const { peer, session } = await scene.rawPeer();
  peer.sendHex(hex);
  return session.closed;
}

async function untilReceived(received: readonly unknown[], count: number): Promise<void> {
  for (let turn = 0; turn < 1000 && received.length < count; turn++) await settle();
  expect(received).toHaveLength(count);
}
