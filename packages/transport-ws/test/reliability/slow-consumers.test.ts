import { afterEach, describe, expect, it } from '@jest/globals';
import { call, connect, message, raw, Router } from '@net/core';
import { packets } from '@net/packet';
import { ws } from '../../src/index.ts';
import { Scene } from '../support/scene.ts';
import { BATCH, openMany } from './support/attackers.ts';
import { ServerProcess } from './support/server-process.ts';

const scene = new Scene();
afterEach(() => scene.close());

const Echo = call(1, raw(), raw());
const Tick = message(2, raw());
const SLOW = 20;
/** 1 MiB for each and 64 MiB besides, and the same again for a collector that has to wait its turn. */
const MOST_BYTES = 2 * (SLOW + 64) * 1024 * 1024;

describe('twenty consumers that never read, and one that does, at 5,000 messages a second', () => {
  it.each([true, false])(
    'are cut as SLOW_CONSUMER, and the one gets everything in order, batch: %p',
    async (batch) => {
      const server = await ServerProcess.start();
      scene.after(() => server.kill());
      const received: number[] = [];
      const healthy = await connect(server.address, {
        transports: [ws({ batch })],
        protocol: packets(),
        router: new Router().handle(Tick, (body) => received.push(numberOf(body))),
      });
      scene.after(() => healthy.close());
      const slow = await openMany(scene, server.address, SLOW, batch ? [BATCH] : []);
      for (const { socket } of slow) socket.pause();
      const before = await server.ask({ kind: 'state' });
      const after = await server.ask({ kind: 'broadcast', bodyBytes: 1024, forMs: 11_000 });
      expect(after.ends).toEqual({ SLOW_CONSUMER: SLOW });
      expect(after.peakBytes - before.residentBytes).toBeLessThan(MOST_BYTES);
      // Its answer comes after all that was sent before it.
      await healthy.request(Echo, new Uint8Array());
      expect(received).toEqual(Array.from({ length: after.broadcasts }, (_, index) => index));
    },
    40_000,
  );
});

function numberOf(body: Uint8Array): number {
  return new DataView(body.buffer, body.byteOffset).getUint32(0);
}
