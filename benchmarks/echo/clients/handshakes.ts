// Opens sessions, one after the other: `handshakes.ts <address> <folder of the certificate>`.
import { connect, Router } from '@net/core';
import { packets } from '@net/packet';
import { secureClient } from '../secure.ts';
import { RoundMeter } from './round-meter.ts';
import { serveRounds } from './rounds.ts';

const [address = '', folder = ''] = process.argv.slice(2);
const stack = {
  transports: [await secureClient(address, folder)],
  protocol: packets(),
  router: new Router(),
};

serveRounds(async ({ count }) => {
  const meter = new RoundMeter();
  for (let i = 0; i < count; i++) {
    const startedMs = performance.now();
    const session = await connect(address, stack);
    meter.samples.add(performance.now() - startedMs);
    await session.close();
  }
  return meter.result(count, 0, undefined);
});
