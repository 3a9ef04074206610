import { afterEach, describe, expect, it } from '@jest/globals';
import { Router, serve, type Server } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { ClientManager } from '../../src/client-manager.ts';
import { Echo } from '../support/scene.ts';

const ROUNDS = 10;
const IN_FLIGHT = 20;
const stack = { transports: [tcp()], protocol: packets() };
const servers: Server[] = [];
let manager: ClientManager | undefined;
const load = { isOver: false };

afterEach(async () => {
  load.isOver = true;
  await manager?.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('three servers that are restarted one after the other, under load', () => {
  it('lose no request, ten rounds long', async () => {
    for (let index = 0; index < 3; index++) servers.push(await start('tcp://127.0.0.1:0'));
    const reconnect = { firstMs: 20, baseMs: 10, capMs: 50 };
    manager = new ClientManager({ ...stack, reconnect });
    const group = manager.add('echo', ...servers.map(({ address }) => address));
    await Promise.all(group.map((client) => client.ready()));
    const asking = Array.from({ length: IN_FLIGHT }, () => keepAsking(manager!));
    for (let round = 0; round < ROUNDS; round++) {
      for (const index of servers.keys()) await restart(index);
    }
    load.isOver = true;
    const answered = await Promise.all(asking);
    expect(answered.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(ROUNDS * IN_FLIGHT);
  }, 60_000);
});

/** Ask until the end. A request that is lost fails the test. @returns how many were answered */
async function keepAsking(manager: ClientManager): Promise<number> {
  let answered = 0;
  for (; !load.isOver; answered++) {
    const value = String(answered);
    expect(await manager.request('echo', Echo, value)).toBe(value);
  }
  return answered;
}

async function restart(index: number): Promise<void> {
  const { address } = servers[index]!;
  await servers[index]!.close();
  servers[index] = await start(address);
  const client = manager!.find().find(({ addresses }) => addresses[0] === address);
  await client!.ready();
}

function start(address: string): Promise<Server> {
  const router = new Router().handle(Echo, later, { concurrency: 1000 });
  return serve(address, { ...stack, router, limits: { newSessionsPerSecond: false } });
}

/** Answers some in the same turn, and some after it. */
function later(value: string): string | Promise<string> {
  if (Number(value) % 2 === 0) return value;
  return new Promise((resolve) => setTimeout(() => resolve(value), 2));
}
