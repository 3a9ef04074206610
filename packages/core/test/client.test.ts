import { afterEach, describe, expect, it } from '@jest/globals';
import { memory } from '../../testing/src/index.ts';
import { call, connect, Router, type Transport } from '../src/index.ts';
import { ADDRESS, endOf, rejection, Scene } from './support/scene.ts';
import { FakeConnection } from './support/fake-connection.ts';
import { testProtocol } from './support/test-protocol.ts';
import { text } from './support/wire.ts';

let scene: Scene;
afterEach(() => scene?.end());

const Echo = call(1, text, text);

describe('connect', () => {
  it('opens a session', async () => {
    scene = new Scene({ router: new Router().handle(Echo, (value) => value) });
    await scene.serve();
    const session = await scene.connect();
    await expect(session.request(Echo, 'hello')).resolves.toBe('hello');
  });

  it('serves what the server asks', async () => {
    const clientRouter = new Router().handle(Echo, (value) => `client ${value}`);
    scene = new Scene({ clientRouter });
    const { session } = await scene.pair();
    await expect(session.request(Echo, 'hello')).resolves.toBe('client hello');
  });

  it('numbers the requests of either side in a half of its own', async () => {
    scene = new Scene();
    const { client, peer } = await scene.rawServer();
    client.request(Echo, '').catch(() => {});
    await endOf(client);
    expect(peer.received).toMatchObject([{ id: 1 }]);
    await scene.end();
    scene = new Scene();
    const raw = await scene.rawPeer();
    raw.session.request(Echo, '').catch(() => {});
    await endOf(raw.session);
    expect(raw.peer.received).toMatchObject([{ id: 0x80000000 }]);
  });

  it('refuses a scheme that no transport serves', async () => {
    const stack = { transports: [memory()], protocol: testProtocol() };
    expect((await rejection(connect('tcp://127.0.0.1:1', stack))).code).toBe('UNKNOWN_SCHEME');
  });

  it('refuses what is no address, and a limit that is none', async () => {
    const stack = { transports: [memory()], protocol: testProtocol() };
    expect((await rejection(connect('nowhere', stack))).code).toBe('BAD_ADDRESS');
    const limits = { requestTimeoutMs: Number.NaN };
    const error = await rejection(connect(ADDRESS, { ...stack, limits }));
    expect(error.code).toBe('INVALID_OPTION');
  });

  it('reports that nobody listens', async () => {
    const stack = { transports: [memory()], protocol: testProtocol() };
    expect((await rejection(connect(ADDRESS, stack))).code).toBe('CONNECTION_REFUSED');
  });

  it('is called off by its signal', async () => {
    scene = new Scene();
    const server = await scene.serve();
    const { transport, protocol, clock } = scene;
    const controller = new AbortController();
    const stack = { transports: [transport], protocol, clock, signal: controller.signal };
    const connecting = connect(ADDRESS, stack);
    const reason = new Error('changed my mind');
    controller.abort(reason);
    await expect(connecting).rejects.toBe(reason);
    await expect(connect(ADDRESS, stack)).rejects.toBe(reason);
    expect(server.stats().sessions).toBe(0);
  });

  it('leaves an open session alone when its signal is aborted later', async () => {
    scene = new Scene();
    await scene.serve();
    const { transport, protocol, clock } = scene;
    const controller = new AbortController();
    const stack = { transports: [transport], protocol, clock, signal: controller.signal };
    const session = await connect(ADDRESS, stack);
    controller.abort();
    await expect(endOf(session)).resolves.toBeUndefined();
    await session.close();
  });

  it('blames a transport that does not call open', async () => {
    const connection = new FakeConnection();
    let isAborted = false;
    connection.abort = () => (isAborted = true);
    const transport: Transport = {
      schemes: ['fake'],
      dial: async () => connection,
      listen: () => Promise.reject(new Error('it only dials')),
    };
    const stack = { transports: [transport], protocol: testProtocol() };
    await expect(connect('fake://far', stack)).rejects.toThrow(
      new TypeError('the transport has dialled without calling open'),
    );
    expect(isAborted).toBe(true);
  });

  it('refuses a connection that its protocol cannot travel on', async () => {
    scene = new Scene();
    await scene.serve();
    const { transport, clock } = scene;
    const protocol = testProtocol({ only: 'message' });
    const error = await rejection(connect(ADDRESS, { transports: [transport], protocol, clock }));
    expect(error.code).toBe('UNSUPPORTED');
  });
});
