// Sessions over QUIC or over TLS: `secure.ts quic|tls <folder of the certificate>`.
import { call, raw, Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { announce } from '../../lib/announce.ts';
import { answerMemory } from '../../memory/servers/answer-memory.ts';
import { bulkBytes } from '../contestants.ts';
import { COMMANDS } from '../exchange.ts';
import { Position } from '../position.ts';
import { secureServer } from '../secure.ts';

const [scheme = '', folder = ''] = process.argv.slice(2);
const nothing = new Uint8Array(0);
const given = new Uint8Array(bulkBytes);
const router = new Router()
  .handle(call(COMMANDS.echo, raw(), raw()), (body) => body)
  .handle(call(COMMANDS.take, raw(), raw()), () => nothing)
  .handle(call(COMMANDS.give, raw(), raw()), () => given)
  .handle(Position, (body, session) => {
    session.send(Position, body, { delivery: 'unreliable' });
  });
const server = await serve(`${scheme}://127.0.0.1:0`, {
  transports: [await secureServer(scheme, folder)],
  protocol: packets(),
  router,
  // Every session of the benchmark comes from one address, and hundreds in a second.
  limits: {
    maxSessionsPerAddress: false,
    newSessionsPerSecond: false,
    newSessionsPerAddress: false,
  },
});
announce(server.address);
answerMemory(() => server.sessions.size);
