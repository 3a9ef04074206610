import { afterEach, describe, expect, it } from '@jest/globals';
import { call, connect, message, raw, Router, serve } from '@net/core';
import { rejection, transportContract } from '@net/testing';
import { udp, type UdpOptions } from '../src/index.ts';
import { Scene } from './support/scene.ts';
import { tinyProtocol } from './support/tiny-protocol.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('udp', () => {
  transportContract(it, {
    transport: udp(),
    address: () => 'udp://127.0.0.1:0',
    announcesClose: false,
  });
});

describe('udp over IPv6', () => {
  transportContract(it, {
    transport: udp(),
    address: () => 'udp://[::1]:0',
    announcesClose: false,
  });
});

describe('udp without a connected socket', () => {
  transportContract(it, {
    transport: udp({ connected: false }),
    address: () => 'udp://127.0.0.1:0',
    refusesDial: false,
    announcesClose: false,
  });
});

describe('plain udp', () => {
  transportContract(it, {
    transport: udp({ plain: true }),
    address: () => 'udp://127.0.0.1:0',
    refusesDial: false,
    announcesClose: false,
  });
});

describe('udp with large datagrams', () => {
  transportContract(it, {
    transport: udp({ maxDatagramBytes: 65_498 }),
    address: () => 'udp://127.0.0.1:0',
    announcesClose: false,
  });
});

describe('udp()', () => {
  it('serves one scheme', () => {
    expect(udp().schemes).toEqual(['udp']);
  });

  it('refuses wrong options at once', () => {
    expect(() => udp({ idleTimeoutMs: 0 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });

  it('hands out counts that nobody can change', () => {
    const transport = udp();
    Object.assign(transport.stats(), { malformed: 7 });
    expect(transport.stats()).toEqual({
      malformed: 0,
      oversized: 0,
      unknownSession: 0,
      badCookie: 0,
      refused: 0,
      rateLimited: 0,
      sendFailed: 0,
      sendOverflow: 0,
    });
  });
});

describe('a session of @net/core over udp()', () => {
  it.each([false, true])('carries messages and answers, plain: %s', async (plain) => {
    const { session } = await openSession({ plain });
    expect(text(await session.request(Echo, Buffer.from('hello')))).toBe('hello');
  });

  it('fails a message that is over the limit with both numbers, and stays open', async () => {
    const { session } = await openSession({ maxDatagramBytes: 600 });
    const tooLarge = new Uint8Array(595);
    const expected = {
      code: 'MESSAGE_TOO_LARGE',
      message: expect.stringMatching(/601 bytes .* 600$/),
    };
    expect(() => session.send(Note, tooLarge)).toThrow(expect.objectContaining(expected));
    await expect(session.request(Echo, tooLarge)).rejects.toMatchObject(expected);
    const atTheLimit = tooLarge.subarray(1);
    expect(await session.request(Echo, atTheLimit)).toHaveLength(594);
  });

  it('sends a request once: whoever wants it repeated does that', async () => {
    const { session, handled } = await openSession();
    const lost = session.request(Lost, new Uint8Array(1), { timeoutMs: 700 });
    await expect(lost).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'maybe' });
    expect(handled()).toBe(1);
  });

  it('learns of the close of its server, and its requests settle then', async () => {
    const { session, server } = await openSession();
    const waiting = rejection(session.request(Lost, new Uint8Array(1)));
    server.session([...server.sessions.keys()][0] ?? '')?.abort(new Error('enough'));
    expect(await waiting).toMatchObject({ executed: 'maybe' });
    expect(await session.closed).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

const Echo = call(1, raw(), raw());
const Lost = call(2, raw(), raw());
const Note = message(3, raw());

async function openSession(options: UdpOptions = {}) {
  let count = 0;
  const router = new Router()
    .handle(Echo, (body) => body)
    .handle(Lost, () => {
      count += 1;
      return new Promise<Uint8Array>(() => {});
    });
  const transport = udp(options);
  const stack = { transports: [transport], protocol: tinyProtocol };
  const server = await serve('udp://127.0.0.1:0', { ...stack, router });
  scene.after(() => server.close({ signal: AbortSignal.abort() }));
  const session = await connect(server.address, stack);
  scene.after(() => session.abort());
  return { session, server, handled: () => count };
}

function text(body: Uint8Array): string {
  return Buffer.from(body).toString();
}
