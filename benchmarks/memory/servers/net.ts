import { message, raw, Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { announce } from '../../lib/announce.ts';
import { idleTransports } from '../transports.ts';
import { answerMemory } from './answer-memory.ts';

const Touch = message(1, raw());
const router = new Router().handle(Touch, () => undefined);
const server = await serve(`${process.argv[2]}://127.0.0.1:0`, {
  transports: idleTransports(true),
  protocol: packets(),
  router,
  // More sessions than a server takes by default, all at once and from one address.
  limits: {
    maxSessions: false,
    maxSessionsPerAddress: false,
    newSessionsPerSecond: false,
    newSessionsPerAddress: false,
  },
});
announce(server.address);
answerMemory(() => server.sessions.size);
