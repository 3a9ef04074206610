import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseAddress } from '@net/core/extend';
import type { KcpOptions } from '../../src/index.ts';
import { Command, SEGMENT_HEADER_BYTES, SegmentHeader } from '../../src/segment.ts';
import { COOKIE_BYTES, writeOpen } from '../../src/token-handshake.ts';
import { EchoClient } from './support/echo-client.ts';
import type { State } from './support/server-program.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Bytes of all attackers together. */
interface Traffic {
  sentBytes: number;
  receivedBytes: number;
}

const MEBIBYTE = 1024 * 1024;
const PER_TURN = 100;
const TOKEN: KcpOptions = { security: 'token', streamMode: false };
const MAX_HALF_OPEN = 256;
const COMPATIBLE: KcpOptions = {
  streamMode: false,
  maxHalfOpen: MAX_HALF_OPEN,
  newSessionsPerSecond: false,
  idleTimeoutMs: 6000,
  closeTimeoutMs: 500,
};

describe("fifty thousand forged openings, with security 'token'", () => {
  it('make no session, take no memory, get no more than they have sent, and keep nobody out', async () => {
    const [child, address] = await start(TOKEN);
    const control = await open(address, TOKEN);
    // The first ones warm the server up.
    await floodWithOpenings(address, 5000);
    const before = await ask(child);
    const [traffic, answers] = await whileAsking(control, floodWithOpenings(address, 50_000));
    const after = await ask(child);
    expect(answers).toBeGreaterThan(0);
    expect(after.sessions).toBe(1);
    expect(after.peakBytes - before.residentBytes).toBeLessThan(16 * MEBIBYTE);
    expect(traffic.receivedBytes).toBeGreaterThan(0);
    expect(traffic.receivedBytes).toBeLessThanOrEqual(traffic.sentBytes);
    await answered(await open(address, TOKEN));
    expect(child.exitCode).toBeNull();
  }, 60_000);
});

describe('forged first segments from four thousand ports, where any KCP peer is let in', () => {
  it('fill the room for unproven peers and no more, and leave it again', async () => {
    const [child, address] = await start(COMPATIBLE);
    const control = await open(address, COMPATIBLE);
    await floodWithSegments(address, 1000);
    const before = await ask(child);
    expect(before.sessions).toBeGreaterThan(MAX_HALF_OPEN / 2);
    const [, answers] = await whileAsking(control, floodWithSegments(address, 3000));
    const after = await ask(child);
    expect(answers).toBeGreaterThan(0);
    expect(after.sessions).toBeLessThanOrEqual(MAX_HALF_OPEN + 1);
    expect(after.peakBytes - before.residentBytes).toBeLessThan(16 * MEBIBYTE);
    // Who is refused asks again, and there is room once the forged ones have been silent for long.
    await answered(await open(address, COMPATIBLE));
    await answered(control);
    expect(child.exitCode).toBeNull();
  }, 60_000);
});

async function start(options: KcpOptions): Promise<[ChildProcess, string]> {
  const program = new URL('support/server-program.ts', import.meta.url);
  const child = fork(program, [JSON.stringify(options)], {
    execArgv: ['--expose-gc', '--conditions=@net/source', '--disable-warning=ExperimentalWarning'],
  });
  cleanups.push(() => child.kill('SIGKILL'));
  const [{ address }] = (await once(child, 'message')) as [{ address: string }];
  return [child, address];
}

async function ask(child: ChildProcess): Promise<State> {
  child.send('state');
  const [state] = (await once(child, 'message')) as [State];
  return state;
}

async function open(address: string, options: KcpOptions): Promise<EchoClient> {
  const client = await EchoClient.open(address, options);
  cleanups.push(() => client.connection.abort());
  return client;
}

/** As fast as this process can, each for a new session and half with a made-up cookie. */
async function floodWithOpenings(address: string, openings: number): Promise<Traffic> {
  const { host, port } = parseAddress(address, 'kcp');
  const traffic = { sentBytes: 0, receivedBytes: 0 };
  const sockets = await Promise.all(
    Array.from({ length: 20 }, (_, index) => attacker(`127.0.0.${index + 2}`, traffic)),
  );
  for (let count = 0; count < openings; count++) {
    const cookie = count % 2 === 0 ? new Uint8Array(COOKIE_BYTES) : randomBytes(COOKIE_BYTES);
    const opening = writeOpen({ nonce: randomBytes(8), cookie, conv: count + 1 });
    traffic.sentBytes += opening.length;
    sockets[count % sockets.length]?.send(opening, port, host);
    if (count % PER_TURN === 0) await nextTurn();
  }
  return traffic;
}

/** Each from a port of its own, where nobody is once it is sent. */
async function floodWithSegments(address: string, segments: number): Promise<void> {
  const { host, port } = parseAddress(address, 'kcp');
  for (let count = 0; count < segments; count++) {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.send(firstSegment(count + 1), port, host, () => socket.close(resolve));
    });
    await nextTurn();
  }
}

function firstSegment(conv: number): Uint8Array {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES + 8);
  const header = new SegmentHeader();
  Object.assign(header, { conv, cmd: Command.PUSH, wnd: 128, len: 8 });
  header.write(bytes, 0);
  return bytes;
}

/** A socket at `host` that counts what it receives. */
async function attacker(host: string, traffic: Traffic): Promise<Socket> {
  const socket = createSocket('udp4');
  cleanups.push(() => new Promise<void>((resolve) => socket.close(resolve)));
  socket.on('message', ({ length }) => (traffic.receivedBytes += length));
  socket.bind(0, host);
  await once(socket, 'listening');
  return socket;
}

/** What `work` brings, and how many answers `client` got meanwhile. */
async function whileAsking<T>(client: EchoClient, work: Promise<T>): Promise<[T, number]> {
  const state = { isOver: false };
  const done = work.finally(() => (state.isOver = true));
  let answers = 0;
  for (; !state.isOver; answers++) await answered(client);
  return [await done, answers];
}

async function answered(client: EchoClient): Promise<void> {
  const bytes = randomBytes(8);
  expect(Buffer.compare(await client.ask(bytes), bytes)).toBe(0);
}
