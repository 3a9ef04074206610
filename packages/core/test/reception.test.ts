import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Control } from '../src/control.ts';
import { Groups } from '../src/groups.ts';
import { type Authenticate, type Connection, type Grant } from '../src/index.ts';
import type { Limits, Protocol, Session } from '../src/index.ts';
import type { ConnectionHandler } from '../src/extend.ts';
import { noHandler } from '../src/no-handler.ts';
import { Reception } from '../src/reception.ts';
import { createContext } from '../src/stack.ts';
import { FakeConnection } from './support/fake-connection.ts';
import { gate, settle } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { encode, hexOf } from './support/wire.ts';

describe('Reception without a question', () => {
  it('makes a session of a connection, and shows it', () => {
    const { arrive, shown, groups } = subject();
    const { handler, connection } = arrive();
    expect(shown).toHaveLength(1);
    expect(groups.sessions.get(shown[0]!.id)).toBe(shown[0]);
    expect(handler).not.toBe(noHandler);
    expect(connection.aborted).toBeUndefined();
  });

  it('refuses everybody once it is closed', () => {
    const { reception, arrive, shown, stats } = subject();
    reception.isClosed = true;
    const { handler, connection } = arrive();
    expect(handler).toBe(noHandler);
    expect(connection.aborted).toMatchObject({ code: 'GOING_AWAY' });
    expect([shown, stats.refused]).toEqual([[], 1]);
  });

  it('refuses one over the limit, and takes the next once one has left', async () => {
    const { arrive, shown, groups } = subject({ limits: { maxSessions: 1 } });
    const first = arrive();
    expect(arrive().connection.aborted).toMatchObject({ code: 'TOO_MANY_SESSIONS' });
    first.handler.onClose();
    await settle();
    expect(groups.sessions.size).toBe(0);
    expect(arrive().connection.aborted).toBeUndefined();
    expect(shown).toHaveLength(2);
  });

  it('takes no place for a connection that the protocol cannot travel on', () => {
    const protocol = testProtocol({ only: 'stream' });
    const { arrive, shown, logged } = subject({ limits: { maxSessions: 1 }, protocol });
    for (let count = 0; count < 5; count++) {
      const { connection, handler } = arrive('datagram');
      expect(connection.aborted).toMatchObject({ code: 'UNSUPPORTED' });
      expect(handler).toBe(noHandler);
    }
    expect(logged).toHaveLength(5);
    arrive();
    expect(shown).toHaveLength(1);
  });

  it('ends a session that cannot be set up', () => {
    const { arrive, logged } = subject({ onSession: fail });
    expect(arrive().connection.aborted).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(logged).toHaveLength(1);
  });
});

describe('Reception that asks who a peer is', () => {
  it('shows no session before its peer is known', async () => {
    const { promise, open } = gate<Grant>();
    const { arrive, shown, groups } = subject({ authenticate: () => promise });
    arrive().hello(1);
    await settle();
    expect([shown, groups.sessions.size]).toEqual([[], 0]);
    open({ identity: 'ada', groups: ['staff'] });
    await settle();
    expect(shown).toMatchObject([{ identity: 'ada' }]);
    expect([...groups.members('staff')]).toEqual(shown);
    expect([...groups.identity('ada')]).toEqual(shown);
  });

  it('bounds those that wait apart from those that are known', async () => {
    const { arrive, shown } = subject({ authenticate: byName, limits: { maxUnauthenticated: 1 } });
    const first = arrive();
    expect(arrive().connection.aborted).toMatchObject({ code: 'TOO_MANY_SESSIONS' });
    first.hello(1);
    await settle();
    const second = arrive();
    expect(second.connection.aborted).toBeUndefined();
    second.handler.onClose();
    await settle();
    expect(arrive().connection.aborted).toBeUndefined();
    expect(shown).toHaveLength(1);
  });

  it('keeps no place in the waiting room for one that is refused for another reason', () => {
    const limits = { maxSessionsPerAddress: 1, maxUnauthenticated: 2 };
    const { arrive } = subject({ authenticate: byName, limits });
    arrive('stream', 'tcp://203.0.113.7:1');
    for (let port = 2; port < 9; port++) {
      const { connection } = arrive('stream', `tcp://203.0.113.7:${port}`);
      expect(connection.aborted).toMatchObject({ code: 'TOO_MANY_SESSIONS_PER_ADDRESS' });
    }
    expect(arrive('stream', 'tcp://203.0.113.8:1').connection.aborted).toBeUndefined();
  });

  it('keeps no place in the waiting room for one that the protocol cannot travel on', () => {
    const protocol = testProtocol({ only: 'stream' });
    const limits = { maxUnauthenticated: 2 };
    const { arrive } = subject({ authenticate: byName, limits, protocol });
    for (let count = 0; count < 5; count++) arrive('datagram');
    expect(arrive().connection.aborted).toBeUndefined();
  });

  it('counts a peer out once, whether it is known or gone', async () => {
    const limits = { maxUnauthenticated: 1 };
    const { arrive } = subject({ authenticate: byName, limits });
    const known = arrive();
    known.hello(1);
    await settle();
    known.handler.onClose();
    await settle();
    expect(arrive().connection.aborted).toBeUndefined();
    expect(arrive().connection.aborted).toMatchObject({ code: 'TOO_MANY_SESSIONS' });
  });

  it('forgets a peer that leaves while it is examined', async () => {
    const { promise, open } = gate<Grant>();
    const { arrive, shown, groups } = subject({ authenticate: () => promise });
    const { handler, hello } = arrive();
    hello(1);
    handler.onClose();
    open({ identity: 'ada', groups: ['staff'] });
    await settle();
    expect([shown, groups.sessions.size, groups.members('staff').size]).toEqual([[], 0, 0]);
  });

  it('lets nobody in who is known only once it is closed', async () => {
    const { promise, open } = gate<Grant>();
    const { reception, arrive, shown, groups } = subject({ authenticate: () => promise });
    const { hello, connection } = arrive();
    hello(1);
    reception.isClosed = true;
    open({ identity: 'ada' });
    await settle();
    expect([shown, groups.sessions.size]).toEqual([[], 0]);
    expect(hexOf(connection.bytes)).toBe('0000000d05000000070000000000000001');
  });

  it('lets those renew who are known while it closes', async () => {
    const { reception, arrive, shown } = subject({ authenticate: byName });
    const { hello, connection } = arrive();
    hello(1);
    await settle();
    reception.isClosed = true;
    connection.sent.length = 0;
    hello(2);
    await settle();
    expect(hexOf(connection.bytes).slice(8, 34)).toBe('05000000020000000000000002');
    expect(shown).toHaveLength(1);
  });

  it('drops those that wait, and none that are known', async () => {
    const { reception, arrive } = subject({ authenticate: byName });
    const [known, waiting] = [arrive(), arrive()];
    known.hello(1);
    await settle();
    reception.dropWaiting();
    expect(waiting.connection.aborted).toMatchObject({ code: 'GOING_AWAY' });
    expect(known.connection.aborted).toBeUndefined();
  });

  it('ends older sessions of an identity, and only where that is granted', async () => {
    let replaces = false;
    const { arrive } = subject({ authenticate: () => ({ identity: 'ada', replaces }) });
    const [first, second, third] = [arrive(), arrive(), arrive()];
    first.hello(1);
    await settle();
    second.hello(1);
    await settle();
    expect([first.closeCode(), second.closeCode()]).toEqual([undefined, undefined]);
    replaces = true;
    third.hello(1);
    await settle();
    expect([first, second, third].map(({ closeCode }) => closeCode())).toEqual([16, 16, undefined]);
  });

  it('does not end a session by its own renewal', async () => {
    const { arrive, shown } = subject({
      authenticate: () => ({ identity: 'ada', replaces: true }),
    });
    const { hello, closeCode } = arrive();
    for (const number of [1, 2, 3]) {
      hello(number);
      await settle();
    }
    expect([closeCode(), shown.length]).toEqual([undefined, 1]);
  });

  it('refuses another identity when credentials are renewed', async () => {
    let round = 0;
    const { arrive } = subject({ authenticate: () => ({ identity: `user ${round++}` }) });
    const { hello, closeCode } = arrive();
    hello(1);
    await settle();
    hello(2);
    await settle();
    expect(closeCode()).toBe(11);
  });

  it('refuses a rate that is none as a fault of its own', async () => {
    const limits = { maxFramesPerSecond: -1 };
    const { arrive } = subject({ authenticate: () => ({ identity: 'ada', limits }) });
    const { hello, closeCode } = arrive();
    hello(1);
    await settle();
    expect(closeCode()).toBe(30);
  });

  it('gives a session a rate where the server has none', async () => {
    const limits = { maxFramesPerSecond: 1 };
    const { arrive } = subject({ authenticate: () => ({ identity: 'ada', limits }) });
    const { hello, connection, closeCode } = arrive();
    for (let count = 0; count < 4; count++) {
      hello(1);
      await settle();
    }
    expect([connection.isPaused, closeCode()]).toEqual([true, undefined]);
  });

  it('takes the rates of the server where a grant names none', async () => {
    const { arrive, context } = subject({
      authenticate: () => ({ identity: 'ada', limits: { maxFramesPerSecond: false } }),
      limits: { maxBytesPerSecond: 100 },
    });
    const { hello, connection } = arrive();
    hello(1);
    await settle();
    expect(connection.isPaused).toBe(false);
    hello(2, 300);
    await settle();
    expect(connection.isPaused).toBe(true);
    expect(context.stats.failedSessions).toBe(0);
  });
});

const fail = (): never => {
  throw new Error('no room');
};
const byName: Authenticate = ({ name = 'anyone' }) => ({ identity: name });

interface SubjectOptions {
  readonly authenticate?: Authenticate;
  readonly limits?: Partial<Limits>;
  readonly protocol?: Protocol;
  readonly onSession?: (session: Session) => void;
}

function subject(options: SubjectOptions = {}) {
  const { authenticate, limits, protocol = testProtocol() } = options;
  const shown: Session[] = [];
  const logged: object[] = [];
  const log = (fields: object): void => void logged.push(fields);
  const logger = { debug: log, info: log, warn: log, error: log };
  const clock = new VirtualClock(1000);
  const context = createContext({ transports: [], protocol, limits, clock, logger });
  const groups = new Groups(context);
  const onSession = options.onSession ?? ((session) => void shown.push(session));
  const reception = new Reception(context, groups, { authenticate, onSession });
  const arrive = (kind: Connection['kind'] = 'stream', remote?: string) =>
    visitor(reception, protocol, kind, remote);
  return { reception, groups, context, stats: context.stats, shown, logged, arrive };
}

/** A connection that has come, and what its peer may do. */
function visitor(
  reception: Reception,
  protocol: Protocol,
  kind: Connection['kind'],
  remote = 'fake://remote',
) {
  const connection = new FakeConnection(kind);
  connection.remote = remote;
  const handler: ConnectionHandler = reception.open(connection);
  const hello = (number: number, spaces = 0): void => {
    const body = Buffer.from(`{"version":1}${' '.repeat(spaces)}`);
    const header = { kind: 5, type: Control.Hello, id: 0, argument: number } as const;
    handler.onData(encode(protocol, kind, [{ header, body }]));
  };
  /** The close code that it was told last. */
  const closeCode = (): number | undefined => {
    const last = Buffer.from(connection.bytes).subarray(-17);
    return last.length === 17 && last.readUInt32BE(5) === Control.Close
      ? last.readUInt32BE(13)
      : undefined;
  };
  return { connection, handler, hello, closeCode };
}
