import { ClientManager } from '@net/client-manager';
import { Router, serve, type Server } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Load } from '../src/load.ts';

const stack = { transports: [tcp()], protocol: packets() };
let server: Server | undefined;
let manager: ClientManager | undefined;

afterEach(async () => {
  await manager?.close();
  await server?.close();
});

describe('Load', () => {
  it('counts answers, and ends when it is stopped', async () => {
    const load = await loadOn(new Router().fallback((message) => message.body));
    const running = load.run(4);
    while (load.figures.answered < 100) await new Promise((resolve) => setImmediate(resolve));
    load.stop();
    await running;
    expect(load.figures).toMatchObject({ inFlight: 0, lost: 0, repeated: 0 });
  });

  it('counts a wrong answer as lost', async () => {
    const load = await loadOn(new Router().fallback(() => new Uint8Array(3)));
    const running = load.run(1);
    while (load.figures.lost === 0) await new Promise((resolve) => setImmediate(resolve));
    load.stop();
    await running;
    expect(load.figures.answered).toBe(0);
  });
});

async function loadOn(router: Router): Promise<Load> {
  server = await serve('tcp://127.0.0.1:0', { ...stack, router });
  manager = new ClientManager(stack);
  await manager.add('echo', server.address)[0]!.ready();
  return new Load(manager);
}
