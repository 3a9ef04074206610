import { afterEach, describe, expect, it } from '@jest/globals';
import { call, message, NetError, Router, text } from '@net/core';
import { turbo } from '@net/packet';
import { createClient } from '../src/managed-client.ts';
import { Echo, ONE, Scene, settle, THREE, TWO } from './support/scene.ts';

let scene: Scene;
afterEach(() => scene?.end());

const Say = message(2, text());
const never = new Promise<never>(() => {});

describe('createClient', () => {
  it('connects, and says so', async () => {
    scene = new Scene();
    await scene.serve(ONE);
    const client = scene.client(ONE);
    expect(client.state).toEqual({ name: 'connecting', address: ONE });
    await client.ready();
    expect(client.state).toEqual({ name: 'ready', address: ONE });
    await expect(client.request(Echo, 'hi')).resolves.toBe(`${ONE} hi`);
  });

  it('goes on dialling until the server is there', async () => {
    scene = new Scene();
    const client = scene.client(ONE);
    await scene.pass(3000);
    expect(client.state.name).not.toBe('ready');
    await scene.serve(ONE);
    await scene.pass(30_000);
    expect(client.state.name).toBe('ready');
  });

  it('comes back after its server was killed', async () => {
    const client = await connected(ONE);
    await scene.kill(ONE);
    await settle();
    expect(client.state).toMatchObject({ name: 'waiting', error: { code: 'CONNECTION_LOST' } });
    await scene.serve(ONE);
    await scene.pass(1000);
    await expect(client.request(Echo, 'back')).resolves.toBe(`${ONE} back`);
  });

  it('settles what was in flight when the server was killed', async () => {
    scene = new Scene();
    const router = new Router().handle(Echo, () => new Promise<string>(() => {}));
    await scene.serve(ONE, { router });
    const client = scene.client(ONE);
    await client.ready();
    const lost = client.request(Echo, 'lost').catch((error: unknown) => error);
    await settle();
    await scene.kill(ONE);
    expect(await lost).toMatchObject({ code: 'CONNECTION_LOST', executed: 'maybe' });
  });

  it('dials the next address at once when one is refused', async () => {
    scene = new Scene();
    await scene.serve(THREE);
    const client = scene.client([ONE, TWO, THREE]);
    await settle();
    expect(client.state).toEqual({ name: 'ready', address: THREE });
  });

  it('moves to another address when it is sent away, without losing anything', async () => {
    scene = new Scene();
    const gates: ((value: string) => void)[] = [];
    const router = new Router().handle(Echo, () => new Promise<string>((open) => gates.push(open)));
    const server = await scene.serve(ONE, { router });
    await scene.serve(TWO);
    const client = scene.client([ONE, TWO]);
    await client.ready();
    const slow = client.request(Echo, 'slow');
    await settle();
    const closing = server.close();
    await settle();
    expect(client.state).toEqual({ name: 'ready', address: TWO });
    await expect(client.request(Echo, 'new')).resolves.toBe(`${TWO} new`);
    gates[0]?.('answered');
    await expect(slow).resolves.toBe('answered');
    await closing;
  });

  it('waits as long as a server asks that sends it away', async () => {
    const client = await connected(ONE);
    await scene.server(ONE).close({ retryAfterMs: 20_000 });
    await settle();
    const { state } = client;
    expect(state).toMatchObject({ name: 'waiting', error: { code: 'GOING_AWAY' } });
    expect(state.name === 'waiting' ? state.retryInMs : 0).toBeGreaterThanOrEqual(20_000);
  });

  it('does not dial again after an end that dialling cannot cure', async () => {
    for (const code of ['KICKED', 'SESSION_REPLACED', 'AUTH_FAILED'] as const) {
      const client = await connected(ONE);
      scene.accepted[0]!.abort(new NetError(code, 'out'));
      expect(await client.closed).toMatchObject({ code });
      expect(client.state.name).toBe('closed');
      await expect(client.request(Echo, 'no')).rejects.toMatchObject({ code, executed: 'no' });
      await scene.end();
    }
  });

  it('ends for an address that is none', async () => {
    scene = new Scene();
    const client = scene.client('carrier-pigeon://coop');
    expect(await client.closed).toMatchObject({ code: 'UNKNOWN_SCHEME' });
    await expect(client.ready()).rejects.toMatchObject({ code: 'UNKNOWN_SCHEME' });
  });

  it('gives up on an attempt that takes too long', async () => {
    scene = new Scene();
    await scene.serve(ONE);
    const client = scene.client(ONE, { onConnect: () => never, connectTimeoutMs: 2000 });
    await scene.pass(2000);
    expect(client.state).toMatchObject({ name: 'waiting', error: { code: 'CONNECT_TIMEOUT' } });
  });

  it('runs the handshake of the user on the first connection and on each one after it', async () => {
    scene = new Scene(turbo());
    await scene.serve(ONE);
    const greeted: string[] = [];
    const onConnect = async (session: { request: typeof client.request }): Promise<void> => {
      greeted.push(await session.request(Echo, 'hello'));
    };
    const client = scene.client(ONE, { onConnect });
    await client.ready();
    await scene.kill(ONE);
    await scene.serve(ONE);
    await scene.pass(2000);
    await client.ready();
    expect(greeted).toEqual([`${ONE} hello`, `${ONE} hello`]);
  });

  it('ends when the handshake of the user says that it is no use', async () => {
    scene = new Scene(turbo());
    await scene.serve(ONE);
    const refusal = new NetError('AUTH_FAILED', 'the group is unknown');
    const client = scene.client(ONE, { onConnect: () => Promise.reject(refusal) });
    expect(await client.closed).toBe(refusal);
  });

  it('fails at once what is asked while there is no session', async () => {
    scene = new Scene();
    const client = scene.client(ONE);
    await expect(client.request(Echo, 'x')).rejects.toMatchObject({
      code: 'NOT_CONNECTED',
      executed: 'no',
      retryable: true,
    });
    expect(() => client.send(Say, 'x')).toThrow(NetError);
  });

  it('lets what is asked wait for a session, where that is wanted', async () => {
    scene = new Scene();
    const client = scene.client(ONE, { queue: { ttlMs: 5000 } });
    const answers = ['a', 'b'].map((value) => client.request(Echo, value));
    expect(client.pendingRequests).toBe(2);
    await scene.serve(ONE);
    await scene.pass(3000);
    await expect(Promise.all(answers)).resolves.toEqual([`${ONE} a`, `${ONE} b`]);
  });

  it('lets what waits for a session be cancelled, and time out', async () => {
    scene = new Scene();
    const client = scene.client(ONE, { queue: { ttlMs: 5000 } });
    const controller = new AbortController();
    const { signal } = controller;
    const ends = [{ signal }, { timeoutMs: 1000 }, {}].map((options) =>
      client.request(Echo, 'x', options).catch((error: unknown) => error),
    );
    controller.abort();
    expect(await ends[0]).toMatchObject({ code: 'CANCELLED', executed: 'no' });
    await scene.pass(1000);
    expect(await ends[1]).toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'no' });
    expect(client.pendingRequests).toBe(1);
    await scene.pass(4000);
    expect(await ends[2]).toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'no' });
    expect(client.pendingRequests).toBe(0);
  });

  it('fails what waits for a session when it is closed, and leaves no timer behind', async () => {
    scene = new Scene();
    const client = scene.client(ONE, { queue: {} });
    const failed = client.request(Echo, 'x').catch((error: unknown) => error);
    const ready = client.ready().catch((error: unknown) => error);
    await settle();
    await client.close();
    expect(await failed).toMatchObject({ code: 'SESSION_CLOSED', executed: 'no' });
    expect(await ready).toMatchObject({ code: 'SESSION_CLOSED' });
    expect(scene.clock.timers).toBe(0);
  });

  it('repeats what a server that goes away has refused to run, where requests may wait', async () => {
    scene = new Scene();
    const server = await scene.serve(ONE);
    await scene.serve(TWO);
    const client = scene.client([ONE, TWO], { queue: {} });
    await client.ready();
    const closing = server.close();
    const answers = Array.from({ length: 20 }, (_, index) => client.request(Echo, `${index}`));
    await expect(Promise.all(answers)).resolves.toHaveLength(20);
    await closing;
  });

  it('shows its states to a loop', async () => {
    scene = new Scene();
    await scene.serve(ONE);
    const client = scene.client(ONE);
    const names: string[] = [];
    const loop = (async () => {
      for await (const { name } of client.states()) names.push(name);
    })();
    await client.ready();
    await settle();
    await client.close();
    await loop;
    expect(names).toEqual(['connecting', 'ready', 'closed']);
  });

  it('waits for a network', async () => {
    scene = new Scene();
    await scene.serve(ONE);
    const listeners: (() => void)[] = [];
    const network = {
      navigator: { onLine: false },
      addEventListener: (_type: 'online', listener: () => void) => void listeners.push(listener),
      removeEventListener: () => {},
    };
    const client = scene.client(ONE, { network });
    await scene.pass(60_000);
    expect(client.session).toBeUndefined();
    network.navigator.onLine = true;
    listeners[0]?.();
    await client.ready();
  });

  it('closes in good order, and only once', async () => {
    const client = await connected(ONE);
    const session = client.session!;
    await Promise.all([client.close(), client.close()]);
    expect(await session.closed).toMatchObject({ code: 'NORMAL', initiator: 'local' });
    expect(await client.closed).toBeUndefined();
    await expect(client.ready()).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
  });

  it('closes while it dials and while it waits', async () => {
    scene = new Scene();
    const dialling = scene.client(ONE);
    await dialling.close();
    const waiting = scene.client(ONE);
    await settle();
    expect(waiting.state.name).toBe('waiting');
    await waiting.close();
    expect(waiting.state.name).toBe('closed');
  });

  it('drops its session now', async () => {
    const client = await connected(ONE);
    client.abort();
    expect(await client.closed).toBeUndefined();
  });

  it('needs an address', () => {
    scene = new Scene();
    expect(() => createClient([], scene.stack())).toThrow(TypeError);
  });

  it('refuses a wrong option before it dials', () => {
    scene = new Scene();
    expect(() => scene.client(ONE, { connectTimeoutMs: 0 })).toThrow('connectTimeoutMs');
  });

  it('notices a peer that is silent, by a request of the user', async () => {
    scene = new Scene(turbo());
    const Beat = call(9, text(), text());
    let isAnswering = true;
    const router = new Router().handle(Beat, (value) =>
      isAnswering ? value : new Promise<string>(() => {}),
    );
    await scene.serve(ONE, { router });
    const client = scene.client(ONE, {
      heartbeat: { ping: (peer, options) => peer.request(Beat, '', options), intervalMs: 1000 },
    });
    const session = await client.ready();
    await scene.pass(10_000);
    expect(client.session).toBe(session);
    isAnswering = false;
    await scene.pass(2100);
    expect(await session.closed).toMatchObject({ code: 'HEARTBEAT_TIMEOUT' });
  });
});

async function connected(address: string) {
  scene = new Scene();
  await scene.serve(address);
  const client = scene.client(address);
  await client.ready();
  return client;
}
