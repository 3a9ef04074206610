import { afterEach, describe, expect, it } from '@jest/globals';
import { Router, serve, type Server } from '@net/core';
import { packets } from '@net/packet';
import { seededRandom } from '@net/testing';
import { tcp } from '@net/transport-tcp';
import { Backoff } from '../../src/backoff.ts';
import { createClient, type ManagedClient } from '../../src/managed-client.ts';
import { Echo } from '../support/scene.ts';

const BIN_MS = 100;
const clients: ManagedClient[] = [];
let server: Server | undefined;

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server?.close();
});

describe('many clients that come back after an outage', () => {
  it('dial at moments that are spread, a hundred thousand of them', () => {
    const { bins, most } = simulate(100_000, 2000);
    // The few that were unlucky come late and thinly: the crowd is what a server must bear.
    const crowd = Array.from({ length: bins.size }, (_, bin) => bins.get(bin) ?? 0).slice(0, 40);
    const mean = crowd.reduce((sum, count) => sum + count, 0) / crowd.length;
    expect(mean * crowd.length).toBeGreaterThan(0.9 * 100_000);
    expect(Math.max(...crowd)).toBeLessThanOrEqual(3 * mean);
    expect(most).toBeLessThanOrEqual(12);
  });

  it('are all back, a thousand real ones', async () => {
    const transports = [tcp()];
    const limits = { newSessionsPerSecond: false } as const;
    const stack = { transports, protocol: packets(), limits };
    const router = new Router().handle(Echo, (value) => value);
    server = await serve('tcp://127.0.0.1:0', { ...stack, router });
    const { address } = server;
    const reconnect = { firstMs: 500, baseMs: 250, capMs: 1000 };
    for (let count = 0; count < 1000; count++) {
      clients.push(createClient(address, { transports, protocol: packets(), reconnect }));
    }
    await Promise.all(clients.map((client) => client.ready()));
    const lost = Promise.all(clients.map(async ({ session }) => session?.closed));
    for (const session of server.sessions.values()) session.abort();
    await server.close({ signal: AbortSignal.abort() });
    await lost;
    server = await serve(address, { ...stack, router });
    await Promise.all(clients.map((client) => client.ready()));
    const answers = await Promise.all(clients.map((client) => client.request(Echo, 'back')));
    expect(answers).toHaveLength(1000);
    expect(server.sessions.size).toBe(1000);
  }, 60_000);
});

/** When each of `count` clients reaches a server that is away for `outageMs`, in bins of 100 ms. */
function simulate(count: number, outageMs: number) {
  const random = seededRandom(5);
  const bins = new Map<number, number>();
  let most = 0;
  for (let client = 0; client < count; client++) {
    const backoff = new Backoff({}, () => random.next());
    let [nowMs, dials] = [backoff.next(), 1];
    for (; nowMs < outageMs; dials++) nowMs += backoff.next();
    const bin = Math.floor((nowMs - outageMs) / BIN_MS);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
    most = Math.max(most, dials);
  }
  return { bins, most };
}
