import { afterEach, describe, expect, it } from '@jest/globals';
import { memory } from '../../testing/src/index.ts';
import { call, connect, message, Router, serve, type Server } from '../src/index.ts';
import { type Connection, type Session, sessionKey, type Transport } from '../src/index.ts';
import { ADDRESS, endOf, gate, rejection, Scene, type SceneOptions } from './support/scene.ts';
import { settle } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { text } from './support/wire.ts';

let scene: Scene;
afterEach(() => scene?.end());

const Echo = call(1, text, text);
const Say = message(2, text);

describe('serve', () => {
  it('listens on one address or several, with one session space for all', async () => {
    scene = new Scene();
    const { transport, protocol } = scene;
    const stack = { transports: [transport], protocol };
    const server = await serve(['memory://one', 'memory://other'], stack);
    expect(server.addresses).toEqual(['memory://one', 'memory://other']);
    expect(server.address).toBe('memory://one');
    const one = await connect('memory://one', stack);
    const other = await connect('memory://other', stack);
    expect(server.sessions.size).toBe(2);
    expect([...server.sessions.values()].map(({ remote }) => remote)).toEqual([
      one.local,
      other.local,
    ]);
    await server.close();
  });

  it('leaves nothing bound when one address is busy', async () => {
    scene = new Scene();
    const { transport, protocol } = scene;
    const stack = { transports: [transport], protocol };
    const busy = await serve('memory://busy', stack);
    const error = await rejection(serve(['memory://free', busy.address], stack));
    expect(error.code).toBe('ADDRESS_IN_USE');
    const free = await serve('memory://free', stack);
    expect(free.address).toBe('memory://free');
    await Promise.all([busy.close(), free.close()]);
  });

  it('refuses to listen on nothing', async () => {
    const stack = { transports: [memory()], protocol: testProtocol() };
    expect((await rejection(serve([], stack))).code).toBe('INVALID_OPTION');
  });

  it('refuses a scheme that no transport serves, and what is no address', async () => {
    const stack = { transports: [memory()], protocol: testProtocol() };
    expect((await rejection(serve('tcp://127.0.0.1:0', stack))).code).toBe('UNKNOWN_SCHEME');
    expect((await rejection(serve('nowhere', stack))).code).toBe('BAD_ADDRESS');
  });

  it('refuses a limit that is none before it listens', async () => {
    const stack = { transports: [memory()], protocol: testProtocol() };
    const error = await rejection(serve(ADDRESS, { ...stack, limits: { maxSessions: -1 } }));
    expect(error.code).toBe('INVALID_OPTION');
  });

  it('refuses to ask who its peers are by a protocol that cannot carry that', async () => {
    scene = new Scene({
      authenticate: () => undefined,
      protocol: testProtocol({ control: false }),
    });
    expect(await rejection(scene.serve())).toMatchObject({
      code: 'UNSUPPORTED',
      message: 'test has no control packets, by which a peer says who it is',
    });
  });

  it('stops binding when the signal is aborted', async () => {
    const stack = { transports: [memory()], protocol: testProtocol() };
    const reason = new Error('changed my mind');
    const signal = AbortSignal.abort(reason);
    await expect(serve(ADDRESS, { ...stack, signal })).rejects.toBe(reason);
    const server = await serve(ADDRESS, stack);
    expect(server.address).toBe(ADDRESS);
    await server.close();
  });
});

describe('a server', () => {
  it('finds a session by its id', async () => {
    const { server, session } = await pairWith();
    expect(server.session(session.id)).toBe(session);
    expect(server.session('__proto__')).toBeUndefined();
  });

  it('forgets a session that has ended', async () => {
    const { server, client, session } = await pairWith();
    await client.close();
    await session.closed;
    await settle();
    expect(server.session(session.id)).toBeUndefined();
    expect(server.stats().sessions).toBe(0);
  });

  it('shows each session before its first message', async () => {
    const seen: string[] = [];
    const router = new Router().handle(Say, (value, session) => {
      seen.push(`${value} of ${user.get(session)}`);
    });
    const user = sessionKey<string>();
    const { client } = await pairWith({
      router,
      onSession: (session) => user.set(session, session.remote),
    });
    client.send(Say, 'hello');
    await settle();
    expect(seen).toEqual([`hello of ${client.local}`]);
  });

  it('may send to a session as soon as it is shown', async () => {
    const seen: string[] = [];
    const clientRouter = new Router().handle(Say, (value) => void seen.push(value));
    await pairWith({ clientRouter, onSession: (session) => session.send(Say, 'welcome') });
    await settle();
    expect(seen).toEqual(['welcome']);
  });

  it('ends a session that cannot be set up, and takes the next', async () => {
    const lines: object[] = [];
    const note = (fields: object): void => void lines.push(fields);
    const error = new Error('the database is down');
    let isDown = true;
    scene = new Scene({
      logger: { debug: note, info: note, warn: note, error: note },
      onSession: () => {
        if (isDown) throw error;
      },
    });
    const { client, session } = await scene.pair();
    await expect(session.closed).resolves.toMatchObject({ code: 'INTERNAL_ERROR' });
    await expect(client.closed).resolves.toMatchObject({ code: 'CONNECTION_LOST' });
    expect(lines).toEqual([{ session: session.id, error }]);
    expect((await session.closed).reason).not.toContain('database');
    isDown = false;
    const next = await scene.pair();
    await expect(endOf(next.client)).resolves.toBeUndefined();
  });

  it('survives a connection that its protocol cannot travel on', async () => {
    scene = new Scene({
      protocol: testProtocol({ only: 'message' }),
      limits: { maxSessions: 2 },
    });
    const server = await scene.serve();
    for (let count = 0; count < 5; count++) {
      const connection = await scene.transport.dial(ADDRESS, () => ignoring);
      await connection.close();
    }
    expect(server.stats()).toMatchObject({ sessions: 0, refused: 5 });
  });

  it('refuses sessions over the limit', async () => {
    const { server } = await pairWith({ limits: { maxSessions: 1 } });
    const refused = await scene.connect();
    await expect(refused.closed).resolves.toMatchObject({ code: 'CONNECTION_LOST' });
    expect(server.stats()).toMatchObject({ sessions: 1, refused: 1 });
    scene.accepted[0]!.abort();
    await settle();
    const welcome = await scene.connect();
    await expect(endOf(welcome)).resolves.toBeUndefined();
  });

  it('refuses sessions that come too fast', async () => {
    const { server } = await pairWith({ limits: { newSessionsPerSecond: 1 } });
    await scene.connect();
    const refused = await scene.connect();
    await expect(refused.closed).resolves.toMatchObject({ code: 'CONNECTION_LOST' });
    expect(server.stats().refused).toBe(1);
    await scene.pass(1000);
    const welcome = await scene.connect();
    await expect(endOf(welcome)).resolves.toBeUndefined();
  });

  it('refuses sessions over the limit of one address', async () => {
    scene = new Scene();
    const { clock, protocol } = scene;
    const transport = remotelyFrom('tcp://192.0.2.1:5000', scene.transport);
    const limits = { maxSessionsPerAddress: 1 };
    const server = await serve(ADDRESS, { transports: [transport], protocol, clock, limits });
    const welcome = await scene.connect();
    const refused = await scene.connect();
    await expect(refused.closed).resolves.toMatchObject({ code: 'CONNECTION_LOST' });
    await expect(endOf(welcome)).resolves.toBeUndefined();
    expect(server.stats()).toMatchObject({ sessions: 1, refused: 1 });
    await server.close();
  });

  it('counts what has happened', async () => {
    const router = new Router().handle(Echo, (value) => value);
    const { server, client } = await pairWith({ router });
    await client.request(Echo, 'hi');
    expect(server.stats()).toEqual({
      sessions: 1,
      messagesReceived: 1,
      messagesSent: 1,
      bytesReceived: 19,
      bytesSent: 19,
      lateAnswers: 0,
      softErrors: 0,
      handlerErrors: 0,
      dropped: 0,
      refused: 0,
      failedSessions: 0,
    });
  });
});

describe('the end of a server', () => {
  it('closes a server while a client is still connected', async () => {
    const { server, client } = await pairWith();
    await server.close();
    await expect(client.closed).resolves.toMatchObject({ code: 'NORMAL', initiator: 'remote' });
    expect(server.stats().sessions).toBe(0);
  });

  it('takes no more connections', async () => {
    const { server } = await pairWith();
    await server.close();
    expect((await rejection(scene.connect())).code).toBe('CONNECTION_REFUSED');
  });

  it('refuses a connection that comes while it closes', async () => {
    const slow = gate<string>();
    scene = new Scene({ router: new Router().handle(Echo, () => slow.promise) });
    const { clock, protocol } = scene;
    const transport = neverUnbound(scene.transport);
    const router = new Router().handle(Echo, () => slow.promise);
    const server = await serve(ADDRESS, { transports: [transport], protocol, clock, router });
    const client = await scene.connect();
    const answer = client.request(Echo, '');
    await settle();
    const closing = server.close();
    const late = await scene.connect();
    await expect(late.closed).resolves.toMatchObject({ code: 'CONNECTION_LOST' });
    expect(server.stats()).toMatchObject({ sessions: 1, refused: 1 });
    slow.open('in time');
    await expect(answer).resolves.toBe('in time');
    await closing;
  });

  it('lets handlers that run finish, and sends their answers', async () => {
    const slow = gate<string>();
    const router = new Router().handle(Echo, () => slow.promise);
    const { server, client } = await pairWith({ router });
    const answer = client.request(Echo, '');
    await settle();
    const closing = server.close();
    await settle();
    expect((await rejection(client.request(Echo, ''))).code).toBe('GOING_AWAY');
    slow.open('in time');
    await expect(answer).resolves.toBe('in time');
    await closing;
    await expect(client.closed).resolves.toMatchObject({ code: 'NORMAL' });
  });

  it('does not wait for handlers that take too long', async () => {
    const router = new Router().handle(Echo, () => gate<string>().promise);
    const limits = { drainTimeoutMs: 300, closeTimeoutMs: 1e6 };
    const { server, client } = await pairWith({ router, limits });
    const failed = rejection(client.request(Echo, ''));
    await settle();
    const closing = server.close();
    await scene.pass(290);
    expect(server.stats().sessions).toBe(1);
    await scene.pass(20);
    await closing;
    expect((await failed).code).toBe('CONNECTION_LOST');
  });

  it('does not wait for peers that take nothing', async () => {
    const limits = { drainTimeoutMs: 300, closeTimeoutMs: 1e6 };
    scene = new Scene({ limits, memory: { closeGraceMs: 1e9 } });
    const { peer, session } = await scene.rawPeer();
    peer.connection.pause?.();
    session.send(Say, 'never taken');
    const closing = scene.server.close();
    await scene.pass(310);
    await closing;
    await expect(endOf(session)).resolves.toMatchObject({ initiator: 'local' });
  });

  it('is cut short by the signal', async () => {
    const router = new Router().handle(Echo, () => gate<string>().promise);
    const { server, client } = await pairWith({ router });
    const failed = rejection(client.request(Echo, ''));
    await settle();
    const controller = new AbortController();
    const closing = server.close({ signal: controller.signal });
    await settle();
    expect(server.stats().sessions).toBe(1);
    controller.abort();
    await closing;
    await failed;
  });

  it('does not wait at all when the signal is aborted already', async () => {
    const router = new Router().handle(Echo, () => gate<string>().promise);
    const { server, client } = await pairWith({ router });
    const failed = rejection(client.request(Echo, ''));
    await settle();
    await server.close({ signal: AbortSignal.abort() });
    await failed;
  });

  it('is cut short although a session is closing already', async () => {
    const router = new Router().handle(Echo, () => gate<string>().promise);
    const { server, client, session } = await pairWith({ router });
    const failed = rejection(client.request(Echo, ''));
    await settle();
    const closing = session.close();
    await server.close({ signal: AbortSignal.abort() });
    await closing;
    await failed;
  });

  it('may be asked for twice, and comes with the scope', async () => {
    const { server } = await pairWith();
    expect(server.close()).toBe(server.close());
    await server[Symbol.asyncDispose]();
    await scene.pass(100);
    expect(scene.clock.timers).toBe(0);
  });

  it('never rejects, even when a listener cannot be closed', async () => {
    const lines: object[] = [];
    const note = (fields: object): void => void lines.push(fields);
    scene = new Scene();
    const { clock, protocol } = scene;
    const error = new Error('the socket is in use');
    const transport = neverUnbound(scene.transport, () => Promise.reject(error));
    const logger = { debug: note, info: note, warn: note, error: note };
    const server = await serve(ADDRESS, { transports: [transport], protocol, clock, logger });
    const client = await scene.connect();
    await server.close({ signal: new AbortController().signal });
    await expect(client.closed).resolves.toMatchObject({ code: 'NORMAL' });
    expect(lines).toEqual([{ address: ADDRESS, error }]);
  });
});

async function pairWith(options: SceneOptions = {}): Promise<{
  readonly server: Server;
  readonly client: Session;
  readonly session: Session;
}> {
  scene = new Scene(options);
  const pair = await scene.pair();
  return { server: scene.server, ...pair };
}

/** As `transport`, but whoever dials seems to come from `remote`. */
function remotelyFrom(remote: string, transport: Transport): Transport {
  return {
    schemes: transport.schemes,
    dial: (address, open, options) => transport.dial(address, open, options),
    listen: (address, open, options) =>
      transport.listen(
        address,
        (connection) =>
          open(new Proxy(connection, { get: (end, key) => memberOf(end, key, remote) })),
        options,
      ),
  };
}

function memberOf(end: Connection, key: string | symbol, remote: string): unknown {
  if (key === 'remote') return remote;
  const member: unknown = Reflect.get(end, key, end);
  return typeof member === 'function' ? member.bind(end) : member;
}

/** As `transport`, but a listener that is closed still accepts. */
function neverUnbound(transport: Transport, close = async () => {}): Transport {
  return {
    schemes: transport.schemes,
    dial: (address, open, options) => transport.dial(address, open, options),
    listen: async (address, open, options) => {
      const listener = await transport.listen(address, open, options);
      return { address: listener.address, close, [Symbol.asyncDispose]: close };
    },
  };
}

const ignoring = { onData: () => {}, onDrain: () => {}, onClose: () => {} };
