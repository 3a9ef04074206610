import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Grant, Session } from '../src/index.ts';
import { call, handshake, message, MessageKind, NetError, Router } from '../src/index.ts';
import { endOf, gate, rejection, Scene, settle, thrown } from './support/scene.ts';
import { text } from './support/wire.ts';

let scene: Scene;
afterEach(() => scene?.end());

const Slow = call(1, text, text);
const Say = message(2, text);

describe('closing a server whose peers have said hello', () => {
  it('answers what was asked before, and then sees its peers leave', async () => {
    const { promise, open } = gate<string>();
    const { client, session } = await pair(new Router().handle(Slow, () => promise));
    const answer = client.request(Slow, 'a');
    await settle();
    const closing = scene.server.close();
    await settle();
    expect(await endOf(client)).toBeUndefined();
    open('done');
    await expect(answer).resolves.toBe('done');
    await closing;
    expect(await client.closed).toMatchObject({ code: 'GOING_AWAY', initiator: 'remote' });
    expect(await session.closed).toMatchObject({ code: 'NORMAL', initiator: 'local' });
  });

  it('lets its peers ask nothing new', async () => {
    const { promise, open } = gate<string>();
    const { client } = await pair(new Router().handle(Slow, () => promise));
    const answer = client.request(Slow, 'a');
    await settle();
    const closing = scene.server.close({ retryAfterMs: 250 });
    await settle();
    expect(await rejection(client.request(Slow, 'b'))).toMatchObject({
      code: 'GOING_AWAY',
      executed: 'no',
      retryable: true,
      retryAfterMs: 250,
    });
    expect(thrown(() => client.send(Say, 'c')).code).toBe('GOING_AWAY');
    open('done');
    await Promise.all([answer, closing]);
  });

  it('refuses what was sent before its peers knew', async () => {
    const { promise, open } = gate<string>();
    const { client } = await pair(new Router().handle(Slow, () => promise, { concurrency: 9 }));
    const first = client.request(Slow, 'a');
    await settle();
    const second = rejection(client.request(Slow, 'b'));
    const closing = scene.server.close();
    await settle();
    expect(await second).toMatchObject({ code: 'GOING_AWAY', executed: 'no' });
    open('done');
    await Promise.all([first, closing]);
  });

  it('asks them to leave one after the other', async () => {
    const clients = [(await pair(new Router())).client];
    for (let count = 1; count < 4; count++) clients.push(await scene.connect());
    const left: number[] = [];
    for (const { closed } of clients) void closed.then(() => left.push(scene.clock.now() - 1000));
    const closing = scene.server.close({ spreadMs: 4000 });
    await scene.pass(5000);
    await closing;
    expect(left.map((ms) => Math.round(ms / 1000))).toEqual([0, 1, 2, 3]);
  });

  it('asks all at once when it is cut short while it spreads them', async () => {
    const clients = [(await pair(new Router())).client];
    for (let count = 1; count < 4; count++) clients.push(await scene.connect());
    const controller = new AbortController();
    const { signal } = controller;
    const closing = scene.server.close({ spreadMs: 20_000, signal });
    await scene.pass(6000);
    expect(scene.server.sessions.size).toBe(2);
    controller.abort();
    await closing;
    await settle();
    expect(scene.server.sessions.size).toBe(0);
    for (const client of clients) expect(await endOf(client)).toBeDefined();
    await scene.pass(100);
    expect([getEventListeners(signal, 'abort'), scene.clock.timers]).toEqual([[], 0]);
  });

  it('spreads them over no longer than it may take', async () => {
    scene = new Scene({ control: handshake(), limits: { drainTimeoutMs: 2000 } });
    await scene.pair();
    await scene.connect();
    const closing = scene.server.close({ spreadMs: 60_000 });
    await scene.pass(2100);
    await closing;
    expect(scene.server.sessions.size).toBe(0);
  });

  it('leaves nobody behind who is known only while it closes', async () => {
    const { promise, open } = gate<Grant>();
    const busy = gate<string>();
    const seen: Session[] = [];
    scene = new Scene({
      router: new Router().handle(Slow, () => busy.promise),
      control: handshake(),
      authenticate: ({ name }) => (name === 'late' ? promise : { identity: 'ada' }),
      onSession: (session) => seen.push(session),
    });
    const { client } = await scene.pair();
    const answer = client.request(Slow, 'a');
    const { peer } = await scene.rawPeer();
    // {"version":1,"name":"late"}
    const json = '7b2276657273696f6e223a312c226e616d65223a226c617465227d';
    peer.sendHex(`00000028 05 00000001 00000000 00000001 ${json}`);
    await settle();
    const closing = scene.server.close();
    await settle();
    open({ identity: 'late' });
    await settle();
    busy.open('done');
    await answer;
    await closing;
    await settle();
    expect([seen.length, scene.server.sessions.size, peer.isClosed]).toEqual([1, 0, true]);
    expect(peer.received).toMatchObject([{ type: 7, argument: 1 }]);
  });

  it('reads nothing after the farewell of its peer', async () => {
    const heard: string[] = [];
    scene = new Scene({ router: new Router().handle(Say, (value) => void heard.push(value)) });
    const { peer, session } = await scene.rawPeer();
    const farewell = '0000000d 05 00000007 00000000 00000000 ';
    const say = '0000000e 00 00000002 00000000 00000000 61 ';
    peer.sendHex(say + farewell.repeat(1000) + say);
    await settle();
    expect(scene.clock.timers).toBeLessThan(5);
    expect(await endOf(session)).toMatchObject({ code: 'NORMAL', initiator: 'remote' });
    expect(heard).toEqual(['a']);
  });

  it('cuts those that do not leave', async () => {
    scene = new Scene({ limits: { drainTimeoutMs: 2000 } });
    const { peer } = await scene.rawPeer();
    peer.sendHex('0000001a 05 00000001 00000000 00000001 7b2276657273696f6e223a317d');
    await settle();
    const closing = scene.server.close({ retryAfterMs: 9 });
    await scene.pass(1900);
    expect(peer.isClosed).toBe(false);
    expect(peer.received).toMatchObject([
      { kind: MessageKind.Control, type: 2, argument: 1 },
      { kind: MessageKind.Control, type: 6, argument: 9 },
    ]);
    await scene.pass(200);
    expect(peer.isClosed).toBe(true);
    await closing;
  });

  it('drops those that are not known yet', async () => {
    scene = new Scene({ authenticate: () => new Promise(() => {}) });
    const { peer } = await scene.rawPeer();
    await scene.server.close();
    await settle();
    expect(peer.isClosed).toBe(true);
  });

  it('tells a session that is dropped on purpose why', async () => {
    const { client, session } = await pair(new Router());
    session.abort(new NetError('KICKED', 'be nice'));
    expect(await client.closed).toMatchObject({ code: 'KICKED', initiator: 'remote' });
  });
});

async function pair(router: Router) {
  scene = new Scene({ router, control: handshake() });
  return scene.pair();
}
