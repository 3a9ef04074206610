// Restarts a server under its clients, round after round, and says what that has left behind.
import { setTimeout as wait } from 'node:timers/promises';
import { createClient, type ManagedClient } from '@net/client-manager';
import { call, NetError, raw, Router, serve, type Server, type Session } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { ws } from '@net/transport-ws';

/** What a soak of `rounds` restarts has found. */
export interface Soaked {
  /** V8's heap and buffers after each round, when all clients are back. */
  readonly heapBytes: readonly number[];
  /** Sessions that there have been at both ends, and those that the collector did not get. */
  readonly made: number;
  readonly alive: number;
  readonly answered: number;
  /** What was neither an answer nor an error with a code. */
  readonly complaints: readonly string[];
}

const handlingMs = 200;
const collections = 3;
const settleMs = 50;
const tries = 50;

const [scheme = 'ws', rounds = '10', count = '200'] = process.argv.slice(2);
const Echo = call(1, raw(), raw());
const stack = { transports: [tcp(), ws()], protocol: packets() };
const complaints: string[] = [];
const progress = { made: 0, alive: 0, answered: 0, isOver: false };
const collector = new FinalizationRegistry(() => progress.alive--);

process.on('disconnect', () => process.exit());
// What nobody handles ends the program.
process.on('warning', (warning) => complaints.push(`warning: ${String(warning)}`));
process.once('message', () => void soak().then((soaked) => process.send?.(soaked)));
console.log(JSON.stringify({ ready: true }));

async function soak(): Promise<Soaked> {
  let server = await start(`${scheme}://127.0.0.1:0`);
  const { address } = server;
  const reconnect = { firstMs: 50, baseMs: 50, capMs: 500 };
  const clients = Array.from({ length: Number(count) }, () =>
    createClient(address, { ...stack, reconnect, onConnect: watch }),
  );
  const asking = clients.map((client) => keepAsking(client));
  const heapBytes: number[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    await untilBack(server, clients);
    heapBytes.push(await collectedBytes());
    // Half of them say goodbye, the others are as when the process is killed.
    if (round % 2 === 1) for (const session of server.sessions.values()) session.abort();
    await server.close();
    server = await start(address);
  }
  progress.isOver = true;
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all(asking.splice(0));
  await server.close();
  for (let left = tries; progress.alive > 0 && left > 0; left--) await collectedBytes();
  const { made, alive, answered } = progress;
  return { heapBytes, made, alive, answered, complaints };
}

async function start(address: string): Promise<Server> {
  return serve(address, {
    ...stack,
    router: new Router().handle(Echo, (body) => wait(handlingMs, body)),
    limits: { newSessionsPerSecond: false },
    onSession: watch,
  });
}

async function keepAsking(client: ManagedClient): Promise<void> {
  while (!progress.isOver) {
    try {
      await client.ready();
      await client.request(Echo, new Uint8Array(64));
      progress.answered++;
    } catch (error) {
      if (!(error instanceof NetError)) complaints.push(`untyped: ${String(error)}`);
    }
  }
}

async function untilBack(server: Server, clients: readonly ManagedClient[]): Promise<void> {
  while (server.sessions.size < clients.length) await wait(10);
}

function watch(session: Session): void {
  progress.made++;
  progress.alive++;
  collector.register(session, undefined);
}

async function collectedBytes(): Promise<number> {
  if (!globalThis.gc) throw new TypeError('this program is started with --expose-gc');
  for (let collection = 0; collection < collections; collection++) {
    globalThis.gc();
    await wait(settleMs);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
