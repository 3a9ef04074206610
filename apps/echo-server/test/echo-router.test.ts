import { call, connect, message, raw, Router, serve, type Server, type Session } from '@net/core';
import { protocolOf, transportsWith } from '@net/apps-shared';
import { afterEach, describe, expect, it } from '@jest/globals';
import { echoRouter } from '../src/echo-router.ts';

const stack = { transports: transportsWith({}), protocol: protocolOf('packets') };
const returned = Promise.withResolvers<string>();
const open: (Server | Session)[] = [];

afterEach(async () => {
  for (const end of open.splice(0).toReversed()) await end.close();
});

async function connectTo(codec: 'raw' | 'json'): Promise<Session> {
  const server = await serve('tcp://127.0.0.1:0', { ...stack, router: echoRouter(codec) });
  open.push(server);
  const router = new Router().fallback(({ type, body }) =>
    returned.resolve(`${type} ${Buffer.from(body).toString()}`),
  );
  const session = await connect(server.address, { ...stack, router });
  open.push(session);
  return session;
}

async function ask(session: Session, type: number, text: string): Promise<string> {
  const reply = await session.request(call(type, raw(), raw()), Buffer.from(text));
  return Buffer.from(reply).toString();
}

describe('echoRouter', () => {
  it('answers requests of any type with their own body', async () => {
    const session = await connectTo('raw');
    expect(await ask(session, 1, 'one')).toBe('one');
    expect(await ask(session, 0xffffffff, '')).toBe('');
  });

  it('sends messages of any type back', async () => {
    const session = await connectTo('raw');
    session.send(message(101, raw()), Buffer.from('hi'));
    expect(await returned.promise).toBe('101 hi');
  });

  it('encodes JSON again', async () => {
    const session = await connectTo('json');
    expect(await ask(session, 1, ' { "a" : 1 } ')).toBe('{"a":1}');
  });

  it('refuses a body that is not JSON, and lives on', async () => {
    const session = await connectTo('json');
    await expect(ask(session, 1, 'echo')).rejects.toMatchObject({ code: 'BAD_MESSAGE' });
    expect(await ask(session, 1, '1')).toBe('1');
  });
});
