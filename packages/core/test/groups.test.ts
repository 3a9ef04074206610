import { afterEach, describe, expect, it } from '@jest/globals';
import { memory } from '../../testing/src/index.ts';
import { type Codec, connect, message, Router, serve } from '../src/index.ts';
import type { Session, Transport } from '../src/index.ts';
import { Groups } from '../src/groups.ts';
import { createContext } from '../src/stack.ts';
import { settle, thrown } from './support/scene.ts';
import { sessionOf } from './support/lone-session.ts';
import { testProtocol } from './support/test-protocol.ts';
import { text } from './support/wire.ts';

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each[Symbol.asyncDispose]();
});

describe('Groups', () => {
  it('keeps no group without members', () => {
    const groups = new Groups(createContext({ transports: [], protocol: testProtocol() }));
    const { session } = sessionOf();
    groups.sessions.set(session.id, session);
    groups.join('room', session);
    const members = groups.members('room');
    expect(members.size).toBe(1);
    groups.leave('room', session);
    groups.join('room', session);
    expect(groups.members('room')).not.toBe(members);
  });

  it('takes a session out of all its groups when it ends', () => {
    const groups = new Groups(createContext({ transports: [], protocol: testProtocol() }));
    const { session } = sessionOf();
    groups.sessions.set(session.id, session);
    groups.join('one', session);
    groups.join('other', session);
    groups.forget(session);
    expect([groups.members('one').size, groups.members('other').size]).toEqual([0, 0]);
    expect(groups.sessions.size).toBe(0);
    expect(() => groups.forget(session)).not.toThrow();
  });

  it('refuses another session under the id of one that it has', () => {
    const groups = new Groups(createContext({ transports: [], protocol: testProtocol() }));
    const [{ session }, { session: other }] = [sessionOf(), sessionOf()];
    groups.sessions.set(session.id, session);
    expect(other.id).toBe(session.id);
    expect(thrown(() => groups.join('room', other)).code).toBe('SESSION_CLOSED');
  });

  it('leaves a group that it was never in', () => {
    const groups = new Groups(createContext({ transports: [], protocol: testProtocol() }));
    expect(groups.leave('room', sessionOf().session)).toBe(false);
  });
});

describe('a broadcast', () => {
  it('reaches every session, encoded once for each kind of connection', async () => {
    const { server, connectTo, heard } = await twoKinds();
    for (const address of ['memory://x', 'memory://y', 'other://x', 'other://y']) {
      await connectTo(address);
    }
    let encodings = 0;
    const codec: Codec<string> = {
      ...text,
      encode: (value, out) => {
        encodings++;
        text.encode(value, out);
      },
    };
    expect(server.broadcast(message(2, codec), 'hello')).toBe(4);
    await settle();
    expect(heard).toEqual(['hello', 'hello', 'hello', 'hello']);
    expect(encodings).toBe(2);
  });

  it('sends nobody anything when one of them cannot take so much', async () => {
    const { server, connectTo, heard } = await twoKinds();
    await connectTo('memory://x');
    await connectTo('other://x');
    const error = thrown(() => server.broadcast(Say, 'x'.repeat(200)));
    expect(error.code).toBe('MESSAGE_TOO_LARGE');
    await settle();
    expect(heard).toEqual([]);
  });

  it('reaches nobody when there is nobody', async () => {
    const { server } = await twoKinds();
    expect(server.broadcast(Say, 'hello')).toBe(0);
  });
});

/** A server on streams and on messages of at most 100 bytes, and what its clients hear. */
async function twoKinds() {
  const heard: string[] = [];
  const streams = memory();
  const messages = named('other', memory({ kind: 'message', maxSendBytes: 100 }));
  const router = new Router().handle(Say, (value) => void heard.push(value));
  const stack = { transports: [streams, messages], protocol: testProtocol() };
  const addresses = ['memory://x', 'memory://y', 'other://x', 'other://y'];
  const server = await serve(addresses, stack);
  opened.push(server);
  const connectTo = async (address: string): Promise<Session> => {
    const session = await connect(address, { ...stack, router });
    opened.push(session);
    return session;
  };
  return { server, connectTo, heard };
}

/** As a memory transport, under another scheme. */
function named(scheme: string, transport: Transport): Transport {
  const inner = (address: string): string => address.replace(scheme, 'memory');
  return {
    schemes: [scheme],
    dial: (address, open, options) => transport.dial(inner(address), open, options),
    listen: (address, open, options) => transport.listen(inner(address), open, options),
  };
}

const Say = message(2, text);
