import { afterEach, describe, expect, it } from '@jest/globals';
import { Router, serve, type Server } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { ClientManager } from '../../src/client-manager.ts';
import { Echo } from '../support/scene.ts';

const ROUNDS = 10;
const IN_FLIGHT = 20;
const stack = { transports: [tcp()], protocol: packets() };
const places: Place[] = [];
let manager: ClientManager | undefined;
const load = { isOver: false };

afterEach(async () => {
  load.isOver = true;
  await manager?.close();
  await Promise.all(places.splice(0).map(({ server }) => server.close()));
});

describe('three servers that are restarted one after the other, under load', () => {
  it('lose no request, run none that comes once they go away, and are gone in time', async () => {
    for (let index = 0; index < 3; index++) places.push(await open('tcp://127.0.0.1:0'));
    const reconnect = { firstMs: 20, baseMs: 10, capMs: 50 };
    manager = new ClientManager({ ...stack, reconnect });
    const group = manager.add('echo', ...places.map(({ server }) => server.address));
    await Promise.all(group.map((client) => client.ready()));
    const asking = Array.from({ length: IN_FLIGHT }, () => keepAsking(manager!));
    const restarts: Restart[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const index of places.keys()) restarts.push(await restart(index));
    }
    load.isOver = true;
    const answered = await Promise.all(asking);
    expect(answered.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(ROUNDS * IN_FLIGHT);
    expect(restarts.map(({ late }) => late)).toEqual(restarts.map(() => 0));
    expect(Math.max(...restarts.map(({ tookMs }) => tookMs))).toBeLessThan(DRAIN_MS);
  }, 60_000);
});

/** A server, and what has come of it. */
interface Place {
  server: Server;
  isGoing: boolean;
  /** Requests that it has run although it had begun to go away. */
  late: number;
}

interface Restart {
  readonly late: number;
  readonly tookMs: number;
}

/** Ask until the end. A request that is lost fails the test. @returns how many were answered */
async function keepAsking(manager: ClientManager): Promise<number> {
  let answered = 0;
  for (; !load.isOver; answered++) {
    const value = String(answered);
    expect(await manager.request('echo', Echo, value)).toBe(value);
  }
  return answered;
}

async function restart(index: number): Promise<Restart> {
  const place = places[index]!;
  const { address } = place.server;
  const startMs = performance.now();
  const closing = place.server.close();
  place.isGoing = true;
  await closing;
  const tookMs = performance.now() - startMs;
  places[index] = await open(address);
  const client = manager!.find().find(({ addresses }) => addresses[0] === address);
  await client!.ready();
  return { late: place.late, tookMs };
}

async function open(address: string): Promise<Place> {
  const place = { isGoing: false, late: 0 };
  const answer = (value: string): string | Promise<string> => {
    place.late += Number(place.isGoing);
    return soonOrLater(value);
  };
  const router = new Router().handle(Echo, answer, { concurrency: 1000 });
  const limits = { newSessionsPerSecond: false, drainTimeoutMs: DRAIN_MS } as const;
  return Object.assign(place, { server: await serve(address, { ...stack, router, limits }) });
}

/** Answers some in the same turn, and some after it. */
function soonOrLater(value: string): string | Promise<string> {
  if (Number(value) % 2 === 0) return value;
  return new Promise((resolve) => setTimeout(() => resolve(value), 2));
}

const DRAIN_MS = 10_000;
