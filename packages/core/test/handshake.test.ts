import { afterEach, describe, expect, it } from '@jest/globals';
import { call, handshake, NetError, Router } from '../src/index.ts';
import type { Grant, Hello, Session } from '../src/index.ts';
import { endOf, gate, rejection, Scene, type SceneOptions, settle } from './support/scene.ts';
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

  it('rejects a heartbeat that is none', () => {
    for (const heartbeatMs of [0, -1, NaN, Infinity]) {
      expect(() => handshake({ heartbeatMs })).toThrow(NetError);
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

const failing = (text: string) => (): never => {
  throw new Error(text);
};
const ada: Grant = { identity: 'ada' };
const byName = ({ name = 'anyone' }: Hello): Grant => ({ identity: name });

function start(options: SceneOptions): void {
  scene = new Scene({ router, ...options });
}

function pair(options: SceneOptions): ReturnType<Scene['pair']> {
  start(options);
  return scene.pair();
}
