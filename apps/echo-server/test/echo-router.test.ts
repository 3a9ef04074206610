import { call, connect, message, raw, Router, serve, type Server, type Session } from '@net/core';
import { type CodecName, protocolOf, transportsWith } from '@net/apps-shared';
import { afterEach, describe, expect, it } from '@jest/globals';
import { echoRouter } from '../src/echo-router.ts';

const stack = { transports: transportsWith({}, 'packets'), protocol: protocolOf('packets') };
const returned = Promise.withResolvers<string>();
const open: (Server | Session)[] = [];

afterEach(async () => {
  for (const end of open.splice(0).toReversed()) await end.close();
});

async function connectTo(codec: CodecName): Promise<Session> {
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

  it('decodes bodies, and encodes them again, by the codec of that name', async () => {
    const bodies = {
      json: '"hi"',
      xml: '<text>hi</text>',
      binary: '\u0002hi',
      protobuf: '\n\u0002hi',
    } as const;
    for (const [name, body] of Object.entries(bodies)) {
      // The keys of the table are names of codecs.
      const session = await connectTo(name as CodecName);
      expect(await ask(session, 1, body)).toBe(body);
      await expect(ask(session, 1, '{')).rejects.toMatchObject({ code: 'BAD_MESSAGE' });
    }
  });
});
