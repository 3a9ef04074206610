// Answers requests with their own body: `echo-server.ts <contestant> <address>`.
import { Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { announce } from '../../lib/announce.ts';
import { contestantOf } from '../contestants.ts';
import { Echo, PATIENT } from '../echo.ts';

const [id, host] = process.argv.slice(2);
const { scheme, transport } = contestantOf(id);
const server = await serve(`${scheme}://${host}:0`, {
  transports: [transport()],
  protocol: packets(),
  router: new Router().handle(Echo, (body) => body),
  limits: PATIENT,
});
announce(server.address);
