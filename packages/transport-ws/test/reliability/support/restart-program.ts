import { setTimeout as wait } from 'node:timers/promises';
import { call, connect, NetError, raw, Router, serve, type Server, type Session } from '@net/core';
import { packets } from '@net/packet';
import { ws } from '../../../src/index.ts';
import { collectedMemory } from './memory.ts';

/** What a run of `rounds` restarts with so many `clients` has found. */
export interface Verdict {
  /** V8's heap and buffers with all clients connected, after the second round and after the last. */
  readonly earlyBytes: number;
  readonly lateBytes: number;
  /** Sessions that there have been at both ends, and those that the collector did not get. */
  readonly made: number;
  readonly alive: number;
  readonly answered: number;
  /** With which codes sessions, requests and dials have ended. */
  readonly codes: readonly string[];
  /** Of the platform, such as for too many listeners. */
  readonly warnings: readonly string[];
}

/** Rounds after which code is compiled and pools are filled. */
const WARM_UP = 2;
const HANDLING_MS = 200;
const TRIES = 50;

/** Run by the test of restarts, which gives it both numbers. */
const [rounds = 0, clients = 0] = process.argv.slice(2).map(Number);
const Echo = call(1, raw(), raw());
const stack = { transports: [ws()], protocol: packets() };
const warnings: string[] = [];
const codes = new Set<string>();
const progress = { made: 0, alive: 0, answered: 0, isOver: false };
const collector = new FinalizationRegistry(() => progress.alive--);

// What nobody handles ends the program, and so fails the test.
process.on('warning', (warning) => warnings.push(String(warning)));
// It ends by itself: nothing is left that would keep it alive.
process.send?.(await run(), () => process.disconnect?.());

async function run(): Promise<Verdict> {
  let server = await start('ws://127.0.0.1:0');
  const { address } = server;
  const staying = Array.from({ length: clients }, () => stay(address));
  let earlyBytes = 0;
  for (let round = 1; round <= rounds; round++) {
    await untilBack(server);
    if (round === WARM_UP + 1) earlyBytes = (await collectedMemory()).heapBytes;
    // Half of them say goodbye, the others are as when the process is killed.
    if (round % 2 === 0) for (const session of server.sessions.values()) session.abort();
    await server.close();
    server = await start(address);
  }
  await untilBack(server);
  const { heapBytes: lateBytes } = await collectedMemory();
  progress.isOver = true;
  await server.close();
  await Promise.all(staying);
  for (let tries = 0; progress.alive > 0 && tries < TRIES; tries++) await collectedMemory();
  const { made, alive, answered } = progress;
  return { earlyBytes, lateBytes, made, alive, answered, codes: [...codes], warnings };
}

async function start(address: string): Promise<Server> {
  return serve(address, {
    ...stack,
    router: new Router().handle(Echo, (body) => wait(HANDLING_MS, body)),
    limits: { newSessionsPerSecond: false },
    onSession: watch,
  });
}

/** One client: asks until the session is lost, and dials again. */
async function stay(address: string): Promise<void> {
  while (!progress.isOver) {
    try {
      const session = await connect(address, stack);
      watch(session);
      await ask(session);
    } catch (error) {
      codes.add(error instanceof NetError ? error.code : `untyped: ${String(error)}`);
    }
    await wait(10 + Math.random() * 50);
  }
}

async function ask(session: Session): Promise<void> {
  for (;;) {
    await session.request(Echo, new Uint8Array(64));
    progress.answered++;
  }
}

async function untilBack(server: Server): Promise<void> {
  while (server.sessions.size < clients) await wait(10);
}

function watch(session: Session): void {
  progress.made++;
  progress.alive++;
  collector.register(session, undefined);
  void session.closed.then(({ code }) => codes.add(code));
}
