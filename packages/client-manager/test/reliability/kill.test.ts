import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError, Router, serve, type Server } from '@net/core';
import { packets } from '@net/packet';
import { seededRandom } from '@net/testing';
import { tcp } from '@net/transport-tcp';
import { createClient, type ManagedClient } from '../../src/managed-client.ts';
import { ChildProgram } from '../support/child-program.ts';
import { Echo, ONE, Scene, settle } from '../support/scene.ts';

const CLIENTS = 50;
const KILLS = 100;
/** Of a process, which takes its time to start: 100 in a nightly run. */
const PROCESS_KILLS = Number(process.env['PROCESS_KILLS'] ?? 5);
const stack = { transports: [tcp()], protocol: packets() };
const clients: ManagedClient[] = [];
const programs: (() => Promise<void>)[] = [];
let server: Server | undefined;
let scene: Scene | undefined;

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server?.close();
  for (const end of programs.splice(0)) await end();
  await scene?.end();
});

describe('fifty clients whose server is killed in mid-traffic', () => {
  it('settle every request once, with a typed error, and are all back, a hundred times over', async () => {
    const address = await start('tcp://127.0.0.1:0');
    for (let count = 0; count < CLIENTS; count++) clients.push(quick(address));
    await ready();
    for (let kill = 0; kill < KILLS; kill++) {
      await losing(kill, stop);
      await restart(() => start(address));
      await ready();
    }
  }, 120_000);

  it('do so when its process is killed by the system', async () => {
    let program = await startProgram('tcp://127.0.0.1:0');
    const { address } = program;
    for (let count = 0; count < CLIENTS; count++) clients.push(quick(address));
    await ready();
    for (let kill = 0; kill < PROCESS_KILLS; kill++) {
      await losing(kill, async () => program.kill());
      program = await restart(() => startProgram(address));
      await ready();
    }
  }, 600_000);

  it('settle in the turn in which the loss is known, and are back within five seconds', async () => {
    scene = new Scene();
    const random = seededRandom(12);
    const router = new Router().handle(Echo, () => new Promise<string>(() => {}));
    await scene.serve(ONE, { router });
    const managed = Array.from({ length: CLIENTS }, () => scene!.client(ONE));
    const backAfterMs: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      await Promise.all(managed.map((client) => client.ready()));
      const codes: string[] = [];
      for (const client of managed) void outcomeOf(client).then((code) => codes.push(code));
      await settle();
      await scene.kill(ONE);
      await settle();
      // No time has passed.
      expect(codes).toEqual(Array.from({ length: CLIENTS }, () => 'CONNECTION_LOST maybe'));
      await scene.pass(random.below(1000));
      await scene.serve(ONE, { router });
      const startMs = scene.clock.now();
      for (const client of managed) {
        void client.ready().then(() => backAfterMs.push(scene!.clock.now() - startMs));
      }
      await scene.pass(40_000);
    }
    expect(backAfterMs).toHaveLength(KILLS * CLIENTS);
    const sorted = backAfterMs.toSorted((one, other) => one - other);
    expect(sorted[Math.floor(0.99 * sorted.length)]).toBeLessThan(5000);
  }, 120_000);
});

/** Have every client ask, end the server, and see that all that was asked has settled. */
async function losing(kill: number, end: () => Promise<void>): Promise<void> {
  const outcomes = clients.map((client) => ask(client));
  await clients[kill % CLIENTS]!.request(Echo, 'one got through');
  const settled = Promise.all(outcomes);
  const lost = Promise.all(clients.map(async ({ session }) => session?.closed));
  await end();
  await lost;
  const codes = await settled;
  expect(codes.filter((code) => !ALLOWED.has(code))).toEqual([]);
  const pending = clients.map(({ pendingRequests }) => pendingRequests);
  expect(pending).toEqual(Array.from({ length: CLIENTS }, () => 0));
}

function quick(address: string): ManagedClient {
  return createClient(address, { ...stack, reconnect: { firstMs: 20, baseMs: 10, capMs: 50 } });
}

async function start(address: string): Promise<string> {
  const router = new Router().handle(Echo, (value) => value, { concurrency: 1000 });
  server = await serve(address, { ...stack, router, limits: { newSessionsPerSecond: false } });
  return server.address;
}

/** While nobody listens another program of this machine may dial from that port, for a moment. */
async function restart<T>(start: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof NetError) || error.code !== 'ADDRESS_IN_USE') throw error;
      await setImmediate();
    }
  }
}

async function startProgram(address: string): Promise<ChildProgram> {
  return ChildProgram.start(['server', address], (end) => programs.push(end));
}

/** As when the process is killed: every connection is reset, and nobody listens any more. */
async function stop(): Promise<void> {
  for (const session of server!.sessions.values()) session.abort();
  await server!.close({ signal: AbortSignal.abort() });
}

async function ready(): Promise<void> {
  await Promise.all(clients.map((client) => client.ready()));
}

/** What becomes of a request that is never answered. */
async function outcomeOf(client: ManagedClient): Promise<string> {
  try {
    return await client.request(Echo, 'x');
  } catch (error) {
    return error instanceof NetError ? `${error.code} ${error.executed}` : String(error);
  }
}

/** The outcome of three requests, of which the last may still be on its way at the end. */
async function ask(client: ManagedClient): Promise<string> {
  for (const value of ['a', 'b', 'c']) {
    try {
      await client.request(Echo, value);
    } catch (error) {
      return error instanceof NetError ? error.code : String(error);
    }
  }
  return 'answered';
}

const ALLOWED: ReadonlySet<string> = new Set([
  'answered',
  'CONNECTION_LOST',
  'NOT_CONNECTED',
  'SESSION_CLOSED',
]);
