import { call, raw, Router, serve } from '@net/core';
import { packets, turbo } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { announce } from '../../lib/announce.ts';

// `packets`, or `turbo-2017`: the 19-byte header without a length, as blackbeans/turbo speaks it.
const protocol = process.argv[2] === 'turbo-2017' ? turbo({ lengthPrefix: false }) : packets();

const Echo = call(1, raw(), raw());
const router = new Router().handle(Echo, (body) => body);
const server = await serve('tcp://127.0.0.1:0', {
  transports: [tcp()],
  protocol,
  router,
  // Every connection of the load comes from one address.
  limits: { maxSessionsPerAddress: false, newSessionsPerAddress: false },
});
announce(server.address.replace('tcp://', ''));
