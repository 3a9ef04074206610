// server.ts
import { Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { Greet, Say } from './messages.ts';

const router = new Router()
  .handle(Greet, (name) => `hello, ${name}`) // what a handler returns is the reply
  .handle(Say, (say, session) => console.log(session.id, say.content));

const server = await serve('tcp://127.0.0.1:28888', {
  transports: [tcp()],
  protocol: packets(),
  router,
});
console.log(`listening on ${server.address}`);
