import { afterEach, describe, expect, it } from '@jest/globals';
import {
  call,
  connect,
  message,
  raw,
  Router,
  type ServeOptions,
  serve,
  type Server,
} from '@net/core';
import type { Session } from '@net/core';
import { packets } from '@net/packet';
import { trusting } from './support/scene.ts';

const Echo = call(1, raw(), raw());
const Slow = call(2, raw(), raw());
const Say = message(3, raw());
const protocol = packets();
const open: (Server | Session)[] = [];

afterEach(async () => {
  for (const end of open.splice(0).toReversed()) await end.close();
});

describe('a session over QUIC', () => {
  it('has channels that do not hold each other up', async () => {
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    const router = new Router()
      .handle(Slow, (body) => released.then(() => body))
      .handle(Echo, (body) => body);
    const { client } = await pair({ router });
    const slow = client.request(Slow, bytes('slow'));
    const channel = client.openChannel();
    expect(textOf(await channel.request(Echo, bytes('fast')))).toBe('fast');
    release();
    expect(textOf(await slow)).toBe('slow');
  });

  it('sends types by streams of their own, where it is told to', async () => {
    const router = new Router().handle(Echo, (body) => body).handle(Slow, (body) => body);
    const { client } = await pair({ router, channelsByType: 2 });
    const answers = [client.request(Echo, bytes('a')), client.request(Slow, bytes('b'))];
    expect((await Promise.all(answers)).map(textOf)).toEqual(['a', 'b']);
  });

  it('sends what may be lost in datagrams', async () => {
    const heard: string[] = [];
    const router = new Router()
      .handle(Say, (body) => void heard.push(textOf(body)))
      .handle(Echo, (body) => body);
    const { client } = await pair({ router });
    // A datagram may be lost on any machine, but hardly ten on loopback.
    for (let count = 0; count < 10; count++) {
      client.send(Say, bytes('hi'), { delivery: 'unreliable' });
    }
    while (heard.length === 0) await client.request(Echo, bytes('tick'));
    expect(new Set(heard)).toEqual(new Set(['hi']));
  });

  it('asks the server from the server side as well', async () => {
    const clientRouter = new Router().handle(Echo, (body) => body);
    const { session } = await pair({ router: new Router(), clientRouter });
    expect(textOf(await session.openChannel().request(Echo, bytes('back')))).toBe('back');
  });

  it('closes its channels with it, and answers what was asked on them', async () => {
    const router = new Router().handle(Echo, (body) => body);
    const { client } = await pair({ router });
    const channel = client.openChannel();
    const answer = channel.request(Echo, bytes('last'));
    expect(textOf(await answer)).toBe('last');
    await client.close();
    expect(await channel.closed).toMatchObject({ code: 'NORMAL' });
  });
});

interface PairOptions {
  readonly router: Router;
  readonly clientRouter?: Router;
  readonly channelsByType?: number;
}

async function pair({ router, clientRouter, channelsByType }: PairOptions) {
  const stack = { transports: [trusting()], protocol, channelsByType };
  let accept!: (session: Session) => void;
  const accepted = new Promise<Session>((resolve) => (accept = resolve));
  const onSession: ServeOptions['onSession'] = (session) => accept(session);
  const server = await serve('quic://127.0.0.1:0', { ...stack, router, onSession });
  open.push(server);
  const client = await connect(server.address, { ...stack, router: clientRouter });
  open.push(client);
  return { client, session: await accepted };
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body).toString();
}
