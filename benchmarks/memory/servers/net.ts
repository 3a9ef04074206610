import { call, raw, Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { announce } from '../../lib/announce.ts';
import { answerMemory } from './answer-memory.ts';

const Echo = call(1, raw(), raw());
const router = new Router().handle(Echo, (body) => body);
const server = await serve('tcp://127.0.0.1:0', {
  transports: [tcp()],
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
announce(server.address.replace('tcp://', ''));
answerMemory(() => server.sessions.size);
