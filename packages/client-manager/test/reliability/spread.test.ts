import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError, Router, serve, type Server, type Session } from '@net/core';
import { packets } from '@net/packet';
import { seededRandom } from '@net/testing';
import { tcp } from '@net/transport-tcp';
import { Backoff } from '../../src/backoff.ts';
import { createClient, type ManagedClient } from '../../src/managed-client.ts';
import { type Dialled, Redialler } from '../../src/redialler.ts';
import { BucketClock } from '../support/bucket-clock.ts';
import { Echo } from '../support/scene.ts';

/** How many in virtual time: 100,000 in a nightly run. */
const CLIENTS = Number(process.env['SPREAD_CLIENTS'] ?? 20_000);
const BIN_MS = 100;
const OUTAGE_MS = 2000;
const clients: ManagedClient[] = [];
let server: Server | undefined;

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server?.close();
});

describe('many clients that lose their server, which is away for two seconds', () => {
  it('come back spread, tens of thousands of them in virtual time', async () => {
    const { arrivals, dials } = await simulate(CLIENTS);
    // A few were unlucky, and come late and thinly: the crowd is what a server must bear.
    const crowd = arrivals.slice(0, 0.95 * arrivals.length);
    const bins = binsOf(crowd);
    expect(Math.max(...bins)).toBeLessThanOrEqual((3 * crowd.length) / bins.length);
    expect(sum(dials) / dials.length).toBeLessThan(4);
    expect(dials.filter((count) => count > 4).length).toBeLessThan(0.1 * dials.length);
    expect(arrivals[0.99 * arrivals.length]!).toBeLessThan(8000);
  }, 120_000);

  it('come back all, a thousand real ones', async () => {
    const address = await start('tcp://127.0.0.1:0');
    const dials: number[] = [];
    for (let index = 0; index < 1000; index++) {
      const client = createClient(address, { transports: [tcp()], protocol: packets() });
      dials.push(0);
      client.onState(({ name }) => (dials[index]! += Number(name === 'connecting')));
      clients.push(client);
    }
    await Promise.all(clients.map((client) => client.ready()));
    const lost = Promise.all(clients.map(async ({ session }) => session?.closed));
    for (const session of server!.sessions.values()) session.abort();
    await server!.close({ signal: AbortSignal.abort() });
    await lost;
    dials.fill(0);
    await setTimeout(OUTAGE_MS);
    await start(address);
    await Promise.all(clients.map((client) => client.ready()));
    expect(sum(dials) / dials.length).toBeLessThan(4);
    const answers = await Promise.all(clients.map((client) => client.request(Echo, 'back')));
    expect(answers).toHaveLength(1000);
    expect(server!.sessions.size).toBe(1000);
  }, 120_000);
});

async function start(address: string): Promise<string> {
  const limits = { newSessionsPerSecond: false } as const;
  const stack = { transports: [tcp()], protocol: packets(), limits };
  const router = new Router().handle(Echo, (value) => value);
  server = await serve(address, { ...stack, router });
  return server.address;
}

/** When each of `count` clients is back, sorted, and how often each has dialled. */
async function simulate(count: number) {
  const clock = new BucketClock();
  const random = seededRandom(5);
  const arrivals: number[] = [];
  const dials = Array.from({ length: count }, () => -1);
  const lose: (() => void)[] = [];
  const dial = async (index: number): Promise<Dialled> => {
    const attempt = (dials[index]! += 1);
    if (attempt === 0) return sessionUntil((end) => lose.push(end));
    if (clock.now() < OUTAGE_MS) throw new NetError('CONNECTION_REFUSED', 'away');
    arrivals.push(clock.now() - OUTAGE_MS);
    return sessionUntil(() => {});
  };
  for (let index = 0; index < count; index++) {
    const redialler = new Redialler({
      addresses: ['the server'],
      backoff: new Backoff({}, () => random.next()),
      clock,
      network: undefined,
      dial: () => dial(index),
      onState: () => {},
      onSession: () => {},
    });
    void redialler.run();
  }
  await setImmediate();
  for (const end of lose) end();
  await clock.advance(60_000);
  expect(arrivals).toHaveLength(count);
  return { arrivals, dials };
}

/** A session that stands until the function is called that `onOpen` gets. */
function sessionUntil(onOpen: (end: () => void) => void): Dialled {
  const closed: Session['closed'] = new Promise((resolve) => {
    onOpen(() => resolve({ code: 'CONNECTION_LOST', reason: 'gone', initiator: 'transport' }));
  });
  // All that is asked of it here.
  return { session: { closed } as Session, leaving: new Promise(() => {}) };
}

/** How many come in each tenth of a second, to the last one. */
function binsOf(arrivals: readonly number[]): number[] {
  const bins = Array.from({ length: Math.floor(arrivals.at(-1)! / BIN_MS) + 1 }, () => 0);
  for (const atMs of arrivals) bins[Math.floor(atMs / BIN_MS)]!++;
  return bins;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
