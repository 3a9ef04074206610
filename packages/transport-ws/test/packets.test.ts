import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { call, connect, message, raw, Router, serve, type Server } from '@net/core';
import { json } from '@net/codec-json';
import { lines, packets } from '@net/packet';
import type { WebSocket } from 'ws';
import { ws, type WsOptions } from '../src/index.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

const Echo = call(1, raw(), raw());
const Add = call(0x0102, json<number[]>(), json<number>());
const router = new Router()
  .handle(Echo, (body) => body)
  .handle(Add, async (numbers) => numbers.reduce((sum, number) => sum + number, 0));

async function start(options: WsOptions = {}, limits = {}): Promise<Server> {
  const server = await serve('ws://127.0.0.1:0/center/ws', {
    transports: [ws(options)],
    protocol: packets(),
    router,
    limits,
  });
  scene.after(() => server.close());
  return server;
}

/** The next message, in hex. */
async function nextHex(webSocket: WebSocket): Promise<string> {
  const [data] = (await once(webSocket, 'message')) as [Buffer];
  return data.toString('hex');
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

// Of the page on wire formats: a request with opaque 7, and its answer.
const REQUEST = '00000007 01 0000 00 000000 000001f4 00000002 6869';
const ANSWER = '00000007 01 0000 01 000000 00000000 00000002 6869';

describe('a session over WebSocket and a client that is not ours', () => {
  it('exchanges golden packets, one in a message, without their length', async () => {
    const server = await start();
    const foreign = await scene.foreign(server.address);
    foreign.send(bytes(REQUEST));
    expect(await nextHex(foreign)).toBe(ANSWER.replaceAll(' ', ''));
  });

  it('exchanges golden packets with their length where net.batch is agreed', async () => {
    const server = await start();
    const foreign = await scene.foreign(server.address, ['net.batch']);
    foreign.send(bytes(`00000015 ${REQUEST} 00000015 ${REQUEST}`));
    const both = `00000015 ${ANSWER} 00000015 ${ANSWER}`.replaceAll(' ', '');
    expect(await nextHex(foreign)).toBe(both);
  });

  it('takes a packet of a batch that is cut between messages', async () => {
    const server = await start();
    const foreign = await scene.foreign(server.address, ['net.batch']);
    const packet = bytes(`00000015 ${REQUEST}`);
    for (const byte of packet) foreign.send(Buffer.of(byte));
    expect(await nextHex(foreign)).toBe(`00000015 ${ANSWER}`.replaceAll(' ', ''));
  });

  it('closes with 1002 and the name of the code when a message is no packet', async () => {
    const server = await start();
    const foreign = await scene.foreign(server.address);
    foreign.send(bytes(`${REQUEST} 00`));
    const [status, reason] = (await once(foreign, 'close')) as [number, Buffer];
    expect([status, reason.toString()]).toEqual([1002, 'FRAME_LENGTH_MISMATCH']);
  });

  it('closes with 1013 when there are too many sessions', async () => {
    const server = await start({}, { maxSessions: 1 });
    await scene.foreign(server.address);
    const foreign = await scene.foreign(server.address);
    const [status, reason] = (await once(foreign, 'close')) as [number, Buffer];
    expect([status, reason.toString()]).toEqual([1013, 'TOO_MANY_SESSIONS']);
  });

  it('closes a client that does not read with SLOW_CONSUMER', async () => {
    const Chunk = message(9, raw());
    const server = await start({}, { maxWriteBuffer: 200_000 });
    const foreign = await scene.foreign(server.address);
    const [session] = server.sessions.values();
    foreign.pause();
    while (server.sessions.size > 0) {
      server.broadcast(Chunk, new Uint8Array(64 * 1024));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await session?.closed).toMatchObject({ code: 'SLOW_CONSUMER' });
    const closed = once(foreign, 'close');
    foreign.resume();
    expect((await closed)[0]).toBe(4022);
  });
});

describe('a session over WebSocket', () => {
  it.each([true, false])('answers a thousand requests at once, batch: %p', async (batch) => {
    const server = await start();
    const transports = [ws({ batch })];
    const session = await connect(server.address, { transports, protocol: packets() });
    scene.after(() => session.close());
    const sums = Array.from({ length: 1000 }, (_, n) => session.request(Add, [n, 1]));
    expect(await Promise.all(sums)).toEqual(Array.from({ length: 1000 }, (_, n) => n + 1));
  });

  it('carries lines as text', async () => {
    const router = new Router().fallback((line, session) => {
      session.send(message(0, raw()), line.body);
    });
    const server = await serve('ws://127.0.0.1:0', {
      transports: [ws({ text: true })],
      protocol: lines(),
      router,
    });
    scene.after(() => server.close());
    const foreign = await scene.foreign(server.address);
    const answered = once(foreign, 'message');
    foreign.send('hello\n');
    const [data, isBinary] = (await answered) as [Buffer, boolean];
    expect([data.toString().trimEnd(), isBinary]).toEqual(['hello', false]);
  });
});
