import { Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { announce } from '../../lib/announce.ts';
import { Echo } from '../player.ts';

const router = new Router().handle(Echo, (player) => player);
const server = await serve('tcp://127.0.0.1:0', {
  transports: [tcp()],
  protocol: packets(),
  router,
});
announce(server.address);
