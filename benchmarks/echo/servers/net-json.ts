import { Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { ws } from '@net/transport-ws';
import { announce } from '../../lib/announce.ts';
import { Echo } from '../player.ts';

const router = new Router().handle(Echo, (player) => player);
const server = await serve(`${process.argv[2]}://127.0.0.1:0`, {
  transports: [tcp(), ws()],
  protocol: packets(),
  router,
});
announce(server.address);
