import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { call, type Connection, message, NetError } from '../src/index.ts';
import type { ConnectionHandler } from '../src/extend.ts';
import { Router, sessionKey } from '../src/index.ts';
import type { OpenConnection } from '../src/extend.ts';
import { OpenSession } from '../src/open-session.ts';
import { ACCEPTOR_IDS, DIALLER_IDS } from '../src/pending-calls.ts';
import { createContext } from '../src/stack.ts';
import { FakeConnection } from './support/fake-connection.ts';
import { endOf, gate, settle, thrown } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { text, textOf } from './support/wire.ts';

const Echo = call(1, text, text);
const Say = message(2, text);

describe('a session over a connection with several streams', () => {
  it('opens a channel, which asks and answers by itself', async () => {
    const { client, session } = pair(new Router().handle(Echo, (value) => `${value}!`));
    const channel = client.openChannel();
    await expect(channel.request(Echo, 'hi')).resolves.toBe('hi!');
    expect(channel.parent).toBe(client);
    expect(channel.id).toBe(`${client.id}.1`);
    expect(session.parent).toBeUndefined();
  });

  it('opens channels of channels beside them', () => {
    const { client } = pair(new Router());
    expect(client.openChannel().openChannel().parent).toBe(client);
  });

  it('gives its channels its identity and its values', async () => {
    const seen: unknown[] = [];
    const user = sessionKey<string>();
    const router = new Router().handle(Say, (_value, session) => {
      seen.push(session.identity, user.get(session), user.has(session));
      user.set(session, 'changed');
    });
    const { client, session } = pair(router);
    session.identity = 'ada';
    user.set(session, 'ada lovelace');
    client.openChannel().send(Say, 'x');
    await settle();
    expect(seen).toEqual(['ada', 'ada lovelace', true]);
    expect(user.get(session)).toBe('changed');
    expect(user.delete(session)).toBe(true);
  });

  it('sends types by streams of their own, where it is told to', async () => {
    const { client, wire } = pair(
      new Router().handle(Echo, (value) => value),
      3,
    );
    await Promise.all([client.request(Echo, 'a'), client.request(Echo, 'b')]);
    client.send(message(3, text), 'own stream');
    client.send(Say, 'another');
    await settle();
    expect(wire.channels).toBe(2);
    await client.drained();
  });

  it('holds its channels to the rate that it was granted', async () => {
    const { client, session } = pair(new Router().handle(Echo, (value) => value));
    session.limitRate(1, Infinity);
    const channel = client.openChannel();
    await Promise.all([1, 2, 3].map((n) => channel.request(Echo, `${n}`)));
    let isAnswered = false;
    void channel.request(Echo, 'held').then(() => (isAnswered = true));
    await settle();
    expect(isAnswered).toBe(false);
  });

  it('closes its channels first', async () => {
    const { client } = pair(new Router().handle(Echo, (value) => value));
    const channel = client.openChannel();
    const answer = channel.request(Echo, 'last');
    await answer;
    await client.close();
    expect(await endOf(channel)).toMatchObject({ code: 'NORMAL' });
  });

  it('lets what waits on a channel be answered when its peer goes away, and asks nothing new', async () => {
    const { promise, open } = gate<string>();
    const { client } = pair(new Router().handle(Echo, () => promise));
    const channel = client.openChannel();
    const answer = channel.request(Echo, 'a');
    await settle();
    client.onGoAway(new NetError('GOING_AWAY', 'bye'));
    await settle();
    expect(await endOf(channel)).toBeUndefined();
    expect(thrown(() => channel.send(Say, 'new')).code).toBe('GOING_AWAY');
    open('done');
    await expect(answer).resolves.toBe('done');
    await settle();
    expect(await endOf(client)).toMatchObject({ code: 'GOING_AWAY', initiator: 'remote' });
  });

  it('refuses channels before the peer is known', () => {
    const { session, wire } = pair(new Router());
    session.setControl((link) => {
      link.isShut = true;
      return { isAgreed: false, ready: settle(), roundTripMs: 0, onControl() {}, onClose() {} };
    }, true);
    const channel = new FakeConnection();
    wire.acceptorHandler.onChannel?.(channel);
    expect(channel.aborted).toBeInstanceOf(NetError);
  });

  it('says when there are no channels', () => {
    const { client } = pair(new Router(), 1, false);
    expect(thrown(() => client.openChannel())).toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('keeps to its one stream where types cannot have their own', async () => {
    const { client } = pair(
      new Router().handle(Echo, (value) => value),
      3,
      false,
    );
    await expect(client.request(Echo, 'hi')).resolves.toBe('hi');
  });

  it('refuses a number of channels that is none', () => {
    for (const count of [0, -1, 1.5, 65, NaN, Infinity]) {
      const stack = { transports: [], protocol: testProtocol(), channelsByType: count };
      expect(() => createContext(stack)).toThrow('channelsByType');
    }
  });
});

describe('a message that may be lost', () => {
  it('goes as a datagram, one packet without a frame', async () => {
    const heard: string[] = [];
    const { client, wire } = pair(new Router().handle(Say, (value) => void heard.push(value)));
    wire.maxDatagramBytes = 100;
    expect(client.send(Say, 'hi', { delivery: 'unreliable' })).toBe(true);
    await settle();
    expect(heard).toEqual(['hi']);
    expect(wire.datagrams.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual([
      '000000000200000000000000006869',
    ]);
  });

  it('goes by the stream when it fits no datagram, or there are none', async () => {
    const heard: string[] = [];
    const { client, wire } = pair(new Router().handle(Say, (value) => void heard.push(value)));
    client.send(Say, 'none', { delivery: 'unreliable' });
    wire.maxDatagramBytes = 20;
    client.send(Say, 'x'.repeat(50), { delivery: 'unreliable' });
    await settle();
    expect(heard).toHaveLength(2);
    expect(wire.datagrams).toEqual([]);
  });

  it('is dropped when it is none, or no plain message', async () => {
    const heard: string[] = [];
    const router = new Router().fallback((received) => void heard.push(textOf(received.body)));
    const { session, wire } = pair(router);
    for (const hex of [
      '',
      '00',
      `01${'00000001'.repeat(2)}00000000`,
      `05${'00000001'.repeat(3)}`,
    ]) {
      wire.acceptorHandler.onDatagram?.(Buffer.from(hex, 'hex'));
    }
    await settle();
    expect(heard).toEqual([]);
    expect(await endOf(session)).toBeUndefined();
  });
});

/** Two sessions whose connections can have several streams, and datagrams beside them. */
function pair(router: Router, channelsByType = 1, hasChannels = true) {
  const clock = new VirtualClock(1000);
  const stack = { transports: [], protocol: testProtocol(), clock, channelsByType, router };
  const context = createContext(stack);
  const wire = new Wire(hasChannels);
  const client = new OpenSession('client', wire.dialler, DIALLER_IDS, context);
  const session = new OpenSession('server', wire.acceptor, ACCEPTOR_IDS, context);
  wire.diallerHandler = client.connectionHandler;
  wire.acceptorHandler = session.connectionHandler;
  return { client, session, wire };
}

/** What carries bytes between both, a turn later. */
class Wire {
  maxDatagramBytes = 0;
  channels = 0;
  readonly datagrams: Uint8Array[] = [];
  readonly dialler: Connection;
  readonly acceptor: Connection;
  diallerHandler!: ConnectionHandler;
  acceptorHandler!: ConnectionHandler;

  constructor(hasChannels: boolean) {
    this.acceptor = stream(
      () => this.diallerHandler,
      () => this.acceptorHandler,
    );
    const own = stream(
      () => this.acceptorHandler,
      () => this.diallerHandler,
    );
    this.dialler = Object.defineProperties(own, {
      maxDatagramBytes: { get: () => this.maxDatagramBytes },
      sendDatagram: { value: (bytes: Uint8Array) => this.#sendDatagram(bytes) },
      ...(hasChannels && { openChannel: { value: (open: OpenConnection) => this.#open(open) } }),
    });
  }

  #open(open: OpenConnection): Connection {
    this.channels++;
    let near!: ConnectionHandler;
    let far!: ConnectionHandler;
    const here = stream(
      () => far,
      () => near,
    );
    const there = stream(
      () => near,
      () => far,
    );
    near = open(here);
    far = this.acceptorHandler.onChannel!(there);
    return here;
  }

  #sendDatagram(bytes: Uint8Array): boolean {
    this.datagrams.push(bytes);
    queueMicrotask(() => this.acceptorHandler.onDatagram?.(bytes));
    return true;
  }
}

function stream(far: () => ConnectionHandler, near: () => ConnectionHandler): FakeConnection {
  const connection = new FakeConnection();
  connection.send = (bytes) => {
    queueMicrotask(() => far().onData(bytes));
    return true;
  };
  connection.close = async () => {
    queueMicrotask(() => near().onClose());
    queueMicrotask(() => far().onClose());
  };
  return connection;
}
