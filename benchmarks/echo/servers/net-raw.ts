import { call, raw, Router, serve } from '@net/core';
import { packets, turbo } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { udp } from '@net/transport-udp';
import { ws } from '@net/transport-ws';
import { announce } from '../../lib/announce.ts';

const [format, scheme] = process.argv.slice(2);
// `packets`, or `turbo-2017`: the 19-byte header without a length, as blackbeans/turbo speaks it.
const protocol = format === 'turbo-2017' ? turbo({ lengthPrefix: false }) : packets();

const Echo = call(1, raw(), raw());
const router = new Router().handle(Echo, (body) => body);
const server = await serve(`${scheme}://127.0.0.1:0`, {
  transports: [tcp(), ws(), udp()],
  protocol,
  router,
  // Every connection of the load comes from one address.
  limits: { maxSessionsPerAddress: false, newSessionsPerAddress: false },
});
announce(server.address);
