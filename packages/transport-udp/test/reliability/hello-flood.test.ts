import { type ChildProcess, fork } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { call, connect, NetError, raw, type Session } from '@net/core';
import { parseAddress } from '@net/core/extend';
import { writeHello } from '../../src/datagram.ts';
import { udp } from '../../src/index.ts';
import { Scene } from '../support/scene.ts';
import { tinyProtocol } from '../support/tiny-protocol.ts';
import type { State } from './support/server-program.ts';

const scene = new Scene();
afterEach(() => scene.close());

/** Bytes of all attackers together. */
interface Traffic {
  sentBytes: number;
  receivedBytes: number;
}

const Echo = call(1, raw(), raw());
const HELLOS = 50_000;
const PER_TURN = 100;
const MEBIBYTE = 1024 * 1024;
const stack = { transports: [udp()], protocol: tinyProtocol };

describe('a flood of fifty thousand hellos', () => {
  it('makes no session, takes no memory, gets no more than it has sent, and keeps nobody out', async () => {
    const [child, address] = await start();
    const control = await open(address);
    // The first ones warm the server up.
    await flood(address, HELLOS / 10);
    const before = await ask(child);
    const [traffic, answers] = await whileAsking(control, flood(address, HELLOS));
    const after = await ask(child);
    expect(answers).toBeGreaterThan(0);
    expect(after.sessions).toBe(1);
    expect(after.peakBytes - before.residentBytes).toBeLessThan(16 * MEBIBYTE);
    expect(traffic.receivedBytes).toBeGreaterThan(0);
    expect(traffic.receivedBytes).toBeLessThanOrEqual(traffic.sentBytes);
    await answered(await open(address));
  }, 60_000);
});

async function start(): Promise<[ChildProcess, string]> {
  const child = fork(new URL('support/server-program.ts', import.meta.url), {
    execArgv: ['--expose-gc', '--conditions=@net/source', '--disable-warning=ExperimentalWarning'],
  });
  scene.after(() => child.kill('SIGKILL'));
  const [{ address }] = (await once(child, 'message')) as [{ address: string }];
  return [child, address];
}

async function ask(child: ChildProcess): Promise<State> {
  child.send('state');
  const [state] = (await once(child, 'message')) as [State];
  return state;
}

async function open(address: string): Promise<Session> {
  const session = await connect(address, stack);
  scene.after(() => session.close());
  return session;
}

/** As fast as this process can, each a new session, from twenty addresses. */
async function flood(address: string, hellos: number): Promise<Traffic> {
  const { host, port } = parseAddress(address, 'udp');
  const traffic = { sentBytes: 0, receivedBytes: 0 };
  const sockets = await Promise.all(
    Array.from({ length: 20 }, (_, index) => attacker(`127.0.0.${index + 2}`, traffic)),
  );
  for (let count = 0; count < hellos; count++) {
    const hello = writeHello({ idHigh: count, idLow: ~count });
    traffic.sentBytes += hello.length;
    sockets[count % sockets.length]?.send(hello, port, host);
    if (count % PER_TURN === 0) await nextTurn();
  }
  return traffic;
}

/** A socket at `host` that counts what it receives. */
async function attacker(host: string, traffic: Traffic): Promise<Socket> {
  const socket = createSocket('udp4');
  scene.after(() => new Promise<void>((resolve) => socket.close(resolve)));
  socket.on('message', ({ length }) => (traffic.receivedBytes += length));
  socket.bind(0, host);
  await once(socket, 'listening');
  return socket;
}

/** What `work` brings, and how many answers `session` got meanwhile. */
async function whileAsking<T>(session: Session, work: Promise<T>): Promise<[T, number]> {
  const state = { isOver: false };
  const done = work.finally(() => (state.isOver = true));
  let answers = 0;
  for (; !state.isOver; answers++) await answered(session);
  return [await done, answers];
}

/** Ask until there is an answer: what the system has no room for is lost. */
async function answered(session: Session): Promise<void> {
  for (;;) {
    const outcome = await session
      .request(Echo, new Uint8Array(8), { timeoutMs: 200 })
      .catch(codeOf);
    if (outcome instanceof Uint8Array) return;
    expect(outcome).toBe('REQUEST_TIMEOUT');
  }
}

function codeOf(error: unknown): string {
  return error instanceof NetError ? error.code : String(error);
}
