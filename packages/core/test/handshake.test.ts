import { afterEach, describe, expect, it } from '@jest/globals';
import { Control } from '../src/control.ts';
import { call, handshake, NetError, Router } from '../src/index.ts';
import type { Grant, HandshakeOptions, Hello } from '../src/index.ts';
import type { ConnectionKind } from '../src/extend.ts';
import type { Message, Session } from '../src/index.ts';
import { controlPacket, FakeControlledSession } from './support/fake-controlled-session.ts';
import {
  endOf,
  type Gate,
  gate,
  rejection,
  Scene,
  type SceneOptions,
  settle,
} from './support/scene.ts';
import { text } from './support/wire.ts';

let scene: Scene;
afterEach(() => scene?.end());

const Echo = call(1, text, text);
const router = new Router().handle(Echo, (value) => value);

describe('handshake', () => {
  it('is welcome on a server that asks for no proof', async () => {
    const { client, session } = await pair({ control: handshake() });
    await expect(client.request(Echo, 'hi')).resolves.toBe('hi');
    expect(session.identity).toBeUndefined();
  });

  it('tells the server a name and credentials', async () => {
    const hellos: Hello[] = [];
    const authenticate = (hello: Hello): Grant => {
      hellos.push(hello);
      return { identity: 'ada' };
    };
    const control = handshake({ name: 'ada', credentials: () => ({ token: 'secret' }) });
    const { session } = await pair({ control, authenticate });
    expect(hellos).toMatchObject([{ name: 'ada', credentials: { token: 'secret' } }]);
    expect(session.identity).toBe('ada');
    expect([...scene.server.identity('ada')]).toEqual([session]);
  });

  it('waits for credentials that take their time', async () => {
    const { promise, open } = gate<string>();
    start({ control: handshake({ credentials: () => promise }), authenticate: byName });
    await scene.serve();
    const connecting = scene.connect();
    await settle();
    expect(scene.server.sessions.size).toBe(0);
    open('late');
    await connecting;
    expect(scene.server.sessions.size).toBe(1);
  });

  it('fails when the credentials cannot be had', async () => {
    start({ control: handshake({ credentials: failing('no key store') }), authenticate: byName });
    await scene.serve();
    expect(await rejection(scene.connect())).toMatchObject({ code: 'AUTH_FAILED' });
  });

  it('fails with what the server says of refused credentials', async () => {
    start({ control: handshake({ credentials: () => 'wrong' }), authenticate: () => undefined });
    await scene.serve();
    const error = await rejection(scene.connect());
    expect(error).toMatchObject({ code: 'AUTH_FAILED', retryable: false });
  });

  it('may try again where the server could not examine it', async () => {
    start({ control: handshake(), authenticate: failing('the database is down') });
    await scene.serve();
    const error = await rejection(scene.connect());
    expect(error).toMatchObject({ code: 'INTERNAL_ERROR', retryable: true });
    expect(error.message).not.toContain('database');
  });

  it('gives up on a server that does not answer', async () => {
    start({ control: handshake() });
    const connecting = rejection(scene.rawServer());
    await settle();
    await scene.pass(5100);
    expect(await connecting).toMatchObject({ code: 'HANDSHAKE_TIMEOUT' });
  });

  it('needs a protocol that carries control packets', async () => {
    const { testProtocol } = await import('./support/test-protocol.ts');
    start({ control: handshake(), protocol: testProtocol({ control: false }) });
    await scene.serve();
    expect(await rejection(scene.connect())).toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('renews its credentials before they expire', async () => {
    let asked = 0;
    const credentials = (): number => ++asked;
    const control = handshake({ credentials });
    const { client, session } = await pair({
      control,
      authenticate: () => ({ ...ada, expiresInMs: 10_000 }),
    });
    await scene.pass(30_000);
    expect(asked).toBeGreaterThanOrEqual(4);
    expect(await endOf(session)).toBeUndefined();
    await expect(client.request(Echo, 'still')).resolves.toBe('still');
  });

  it('wishes for the heartbeat of its own limits', async () => {
    const { client, session } = await pair({
      control: handshake(),
      clientLimits: { heartbeatMs: 500 },
    });
    await scene.pass(2000);
    expect(client.roundTripMs ?? session.roundTripMs).toBeDefined();
  });

  it('does not ask for credentials without pause, whatever the server says', async () => {
    let asked = 0;
    const control = handshake({ credentials: () => ++asked });
    await pair({ control, authenticate: () => ({ ...ada, expiresInMs: 100 }) });
    await scene.pass(900);
    expect(asked).toBe(1);
  });

  it('rejects a heartbeat that is none', () => {
    for (const heartbeatMs of [0, -1, NaN, Infinity]) {
      expect(() => handshake({ heartbeatMs })).toThrow(NetError);
    }
  });
});

describe('handshake and credentials in clear', () => {
  it('sends none to another machine', async () => {
    for (const remote of IN_CLEAR) {
      let asked = 0;
      const target = dialler({ credentials: () => asked++ }, remote);
      await settle();
      expect(target.failures).toMatchObject([{ code: 'INVALID_OPTION' }]);
      expect([asked, target.sent]).toEqual([0, []]);
    }
  });

  it('sends them where nobody else can read them', async () => {
    for (const remote of IN_PRIVATE) {
      const target = dialler({ credentials: () => 'secret' }, remote);
      await settle();
      expect(target.failures).toEqual([]);
      expect(target.sent).toMatchObject([{ report: { credentials: 'secret' } }]);
    }
  });

  it('sends them where that is allowed', async () => {
    const options = { credentials: () => 'secret', allowPlaintext: true };
    const target = dialler(options, 'tcp://203.0.113.7:1');
    await settle();
    expect(target.sent).toMatchObject([{ report: { credentials: 'secret' } }]);
  });

  it('says hello to another machine without any', async () => {
    const target = dialler({ name: 'ada' }, 'tcp://203.0.113.7:1');
    await settle();
    expect(target.failures).toEqual([]);
    expect(target.sent).toMatchObject([{ report: { name: 'ada', credentials: undefined } }]);
  });
});

describe('handshake over a connection that loses', () => {
  it('says hello every half second until it is welcome', async () => {
    const target = dialler({}, 'udp://127.0.0.1:1', 'datagram');
    await settle();
    target.clock.advance(1600);
    expect(target.sent.map(({ argument }) => argument)).toEqual([1, 1, 1, 1]);
    target.control.onControl(welcome(1));
    target.clock.advance(10_000);
    expect(target.sent.filter(({ control }) => control === Control.Hello)).toHaveLength(4);
  });

  it('asks for credentials once, however often it says hello', async () => {
    let asked = 0;
    const target = dialler({ credentials: () => asked++ }, 'udp://127.0.0.1:1', 'datagram');
    await settle();
    target.clock.advance(2000);
    expect([asked, target.sent.length > 2]).toEqual([1, true]);
  });

  it('says it once where nothing is lost', async () => {
    const target = dialler({}, 'tcp://127.0.0.1:1');
    await settle();
    target.clock.advance(4000);
    expect(target.sent).toHaveLength(1);
  });

  it('stops once the session has ended', async () => {
    const target = dialler({}, 'udp://127.0.0.1:1', 'datagram');
    await settle();
    target.control.onClose(new NetError('CONNECTION_LOST', 'gone'));
    target.clock.advance(100);
    expect(target.clock.timers).toBe(0);
    target.clock.advance(10_000);
    expect([target.sent.length, target.failures]).toEqual([1, []]);
  });

  it('does not take an old welcome that comes again for the answer to a renewal', async () => {
    const { promise, open } = gate<string>();
    let round = 0;
    const credentials = (): unknown => (round++ === 0 ? 'first' : promise);
    const target = dialler({ credentials }, 'udp://127.0.0.1:1', 'datagram');
    await settle();
    target.control.onControl(welcome(1, 10_000));
    target.clock.advance(8100);
    target.control.onControl(welcome(1, 10_000));
    open('second');
    await settle();
    target.control.onControl(welcome(2, 10_000));
    const hellos = (): number =>
      target.sent.filter(({ control }) => control === Control.Hello).length;
    expect(hellos()).toBe(2);
    target.clock.advance(5000);
    expect(hellos()).toBe(2);
  });

  it('is welcome all the same, and asks the server who it is once', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      let asked = 0;
      start({
        control: handshake(),
        authenticate: () => (asked++, ada),
        limits: { handshakeTimeoutMs: 30_000 },
        clientLimits: { handshakeTimeoutMs: 30_000 },
        memory: { kind: 'datagram', loss: 0.5, duplicate: 0.2, seed },
      });
      await scene.serve();
      const connecting = scene.connect();
      await scene.pass(20_000);
      const client = await connecting;
      expect([asked, await endOf(client)]).toEqual([1, undefined]);
      await scene.end();
    }
  });

  it('keeps a session whose heartbeats are lost now and then', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      start({
        control: handshake({ heartbeatMs: 5000 }),
        memory: { kind: 'datagram', loss: 0.2, duplicate: 0.1, reorder: 0.1, seed },
      });
      await scene.serve();
      const connecting = scene.connect();
      await scene.pass(4000);
      const client = await connecting;
      await scene.pass(900_000);
      expect(await endOf(client)).toBeUndefined();
      await scene.end();
    }
  });
});

describe('a server that asks who a peer is', () => {
  it('knows no session before its peer is known', async () => {
    const { promise, open } = gate<Grant>();
    const seen: Session[] = [];
    start({ control: handshake(), authenticate: () => promise, onSession: (s) => seen.push(s) });
    const server = await scene.serve();
    const connecting = scene.connect();
    await settle();
    expect([server.sessions.size, seen.length]).toEqual([0, 0]);
    open({ identity: 'ada', groups: ['staff'] });
    await connecting;
    expect([server.sessions.size, seen.length, server.group('staff').size]).toEqual([1, 1, 1]);
  });

  it('ends the session of a peer that speaks before its hello', async () => {
    start({ authenticate: byName, router });
    const { peer } = await scene.rawPeer();
    peer.sendHex('0000000f 01 00000001 00000007 00000000 6869');
    await settle();
    expect(peer.isClosed).toBe(true);
    expect(scene.server.stats().failedSessions).toBe(1);
  });

  it('ends the session of a peer that says nothing', async () => {
    start({ authenticate: byName });
    const { peer } = await scene.rawPeer();
    await scene.pass(4900);
    expect(peer.isClosed).toBe(false);
    await scene.pass(200);
    expect(peer.isClosed).toBe(true);
  });

  it('ends the session of a peer that sends too much before its hello', async () => {
    start({ authenticate: byName });
    const { peer } = await scene.rawPeer();
    peer.sendBytes(new Uint8Array(16 * 1024 + 1));
    await settle();
    expect(peer.isClosed).toBe(true);
  });

  it('ends older sessions of an identity that may have only one', async () => {
    const first = await pair({
      control: handshake(),
      authenticate: () => ({ ...ada, replaces: true }),
    });
    const second = await scene.pair();
    expect(await endOf(first.client)).toMatchObject({
      code: 'SESSION_REPLACED',
      initiator: 'remote',
    });
    expect(await endOf(second.client)).toBeUndefined();
  });

  it('refuses another identity when credentials are renewed', async () => {
    let round = 0;
    const authenticate = (): Grant => ({ identity: `user ${round++}`, expiresInMs: 10_000 });
    const { client } = await pair({ control: handshake(), authenticate });
    await scene.pass(9000);
    expect(await endOf(client)).toMatchObject({ code: 'AUTH_FAILED' });
  });

  it('examines two renewals that come together one after the other', async () => {
    const gates: Gate<Grant>[] = [];
    start({
      authenticate: () => {
        const next = gate<Grant>();
        gates.push(next);
        return next.promise;
      },
    });
    const { peer } = await scene.rawPeer();
    peer.sendHex(helloHex(1));
    await settle();
    gates[0]!.open(ada);
    await settle();
    peer.sendHex(helloHex(2) + helloHex(3));
    await settle();
    expect(gates).toHaveLength(2);
    gates[1]!.open(ada);
    await settle();
    expect(gates).toHaveLength(3);
    gates[2]!.open(ada);
    await settle();
    expect(peer.received.map(({ type, argument }) => [type, argument])).toEqual([
      [Control.Welcome, 1],
      [Control.Welcome, 2],
      [Control.Welcome, 3],
    ]);
    expect(scene.server.sessions.size).toBe(1);
  });

  it('ends the session of a peer that floods it with hellos, each examined once', async () => {
    let asked = 0;
    start({ authenticate: () => (asked++, ada) });
    const { peer } = await scene.rawPeer();
    for (let number = 1; number <= 150; number++) {
      peer.sendHex(helloHex(number));
      await settle();
    }
    expect([asked, peer.isClosed]).toEqual([100, true]);
    expect(peer.received.at(-1)).toMatchObject({ type: Control.Close, argument: 23 });
  });

  it('forgets a peer that closes while it is examined', async () => {
    const { promise, open } = gate<Grant>();
    const seen: Session[] = [];
    start({ authenticate: () => promise, onSession: (session) => seen.push(session) });
    const { peer } = await scene.rawPeer();
    peer.sendHex(helloHex(1));
    await settle();
    peer.connection.abort();
    await settle();
    open({ identity: 'ada', groups: ['staff'] });
    await settle();
    expect([seen, scene.server.group('staff').size, peer.received]).toEqual([[], 0, []]);
    await scene.pass(100);
    expect(scene.clock.timers).toBe(0);
  });

  it('ends a session whose credentials are not renewed', async () => {
    let round = 0;
    const credentials = (): unknown => (round++ === 0 ? 'first' : new Promise(() => {}));
    const control = handshake({ credentials });
    const { client } = await pair({ control, authenticate: () => ({ ...ada, expiresInMs: 4000 }) });
    await scene.pass(4100);
    expect(await endOf(client)).toMatchObject({ code: 'AUTH_EXPIRED', initiator: 'remote' });
  });

  it('refuses a name under which too many proofs have failed', async () => {
    const control = handshake({ name: 'ada' });
    start({ control, authenticate: () => undefined });
    await scene.serve();
    const codes: string[] = [];
    for (let round = 0; round < 7; round++) codes.push((await rejection(scene.connect())).code);
    expect(codes.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'AUTH_FAILED'));
    expect(codes[6]).toBe('AUTH_RATE_LIMITED');
  });

  it('bounds how many wait to be known', async () => {
    start({ authenticate: byName, limits: { maxUnauthenticated: 1 } });
    await scene.rawPeer();
    const { peer } = await scene.rawPeer();
    await settle();
    expect(peer.isClosed).toBe(true);
    expect(scene.server.stats().refused).toBe(1);
  });

  it('may give a session rates of its own', async () => {
    const limits = { maxFramesPerSecond: 1 };
    const authenticate = (): Grant => ({ identity: 'ada', limits });
    const { client } = await pair({ control: handshake(), authenticate });
    await Promise.all([1, 2, 3, 4].map((n) => client.request(Echo, `${n}`)));
    let isDone = false;
    const answer = client.request(Echo, 'held').then(() => (isDone = true));
    await settle();
    expect(isDone).toBe(false);
    await scene.pass(4000);
    await answer;
  });
});

const IN_CLEAR = [
  'tcp://203.0.113.7:1',
  'ws://example.com:80/chat',
  'udp://[2001:db8::1]:1',
  'kcp://10.0.0.1:1',
  'tcp://127.0.0.1.example.com:1',
  'tcp://localhost.example.com:1',
  'tcp://128.0.0.1:1',
  'ws://example.com:80/tcp://127.0.0.1:1',
  'nonsense://127.example.com:1',
];
const IN_PRIVATE = [
  'tcp://127.0.0.1:1',
  'tcp://127.1.2.3:1',
  'udp://[::1]:1',
  'ws://localhost:80/chat',
  'tls://203.0.113.7:1',
  'wss://example.com:443/',
  'quic://203.0.113.7:1',
  'unix:///run/net.sock',
];

/** The dialling side of a session with `remote`. */
function dialler(options: HandshakeOptions, remote: string, kind: ConnectionKind = 'stream') {
  const target = new FakeControlledSession(remote, kind);
  return Object.assign(target, { control: handshake(options)(target) });
}

function welcome(number: number, expiresInMs?: number): Message {
  return controlPacket(Control.Welcome, number, JSON.stringify({ version: 1, expiresInMs }));
}

const failing = (text: string) => (): never => {
  throw new Error(text);
};
const ada: Grant = { identity: 'ada' };
const helloHex = (number: number): string =>
  `0000001a050000000100000000${number.toString(16).padStart(8, '0')}7b2276657273696f6e223a317d`;
const byName = ({ name = 'anyone' }: Hello): Grant => ({ identity: name });

function start(options: SceneOptions): void {
  scene = new Scene({ router, ...options });
}

function pair(options: SceneOptions): ReturnType<Scene['pair']> {
  start(options);
  return scene.pair();
}
