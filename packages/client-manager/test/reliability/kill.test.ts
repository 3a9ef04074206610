import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError, Router, serve, type Server } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { createClient, type ManagedClient } from '../../src/managed-client.ts';
import { Echo } from '../support/scene.ts';

const CLIENTS = 50;
const KILLS = 100;
const stack = { transports: [tcp()], protocol: packets() };
const clients: ManagedClient[] = [];
let server: Server | undefined;

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server?.close();
});

describe('fifty clients whose server is killed in mid-traffic', () => {
  it('settle every request once, with a typed error, and are all back, a hundred times over', async () => {
    const address = await start('tcp://127.0.0.1:0');
    for (let count = 0; count < CLIENTS; count++) clients.push(quick(address));
    await ready();
    for (let kill = 0; kill < KILLS; kill++) {
      const outcomes = clients.map((client) => ask(client));
      await clients[kill % CLIENTS]!.request(Echo, 'one got through');
      const settled = Promise.all(outcomes);
      const lost = Promise.all(clients.map(async ({ session }) => session?.closed));
      await stop();
      await lost;
      const codes = await settled;
      expect(codes.filter((code) => !ALLOWED.has(code))).toEqual([]);
      expect(clients.map(({ pendingRequests }) => pendingRequests)).toEqual(
        Array.from({ length: CLIENTS }, () => 0),
      );
      await restart(address);
      await ready();
    }
  }, 120_000);
});

function quick(address: string): ManagedClient {
  return createClient(address, { ...stack, reconnect: { firstMs: 20, baseMs: 10, capMs: 50 } });
}

async function start(address: string): Promise<string> {
  const router = new Router().handle(Echo, (value) => value, { concurrency: 1000 });
  server = await serve(address, { ...stack, router, limits: { newSessionsPerSecond: false } });
  return server.address;
}

/** While nobody listens another program of this machine may dial from that port, for a moment. */
async function restart(address: string): Promise<void> {
  for (;;) {
    try {
      await start(address);
      return;
    } catch (error) {
      if (!(error instanceof NetError) || error.code !== 'ADDRESS_IN_USE') throw error;
      await setImmediate();
    }
  }
}

/** As when the process is killed: every connection is reset, and nobody listens any more. */
async function stop(): Promise<void> {
  for (const session of server!.sessions.values()) session.abort();
  await server!.close({ signal: AbortSignal.abort() });
}

async function ready(): Promise<void> {
  await Promise.all(clients.map((client) => client.ready()));
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
