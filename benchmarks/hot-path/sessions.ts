import { json } from '@net/codec-json';
import { call, connect, message, raw, Router, serve, type Session } from '@net/core';
import { packets } from '@net/packet';
import { LoopTransport } from './loop-transport.ts';
import { BODY, MESSAGES_PER_CHUNK, type Work } from './work.ts';

/** Whole sessions over a transport that costs next to nothing: both ends in one process. */
export async function sessionWork(): Promise<Work[]> {
  const session = await openSession();
  return [
    { name: 'session: push, handled', messages: MESSAGES_PER_CHUNK, run: pushing(session) },
    { name: 'session: push, async handler', messages: MESSAGES_PER_CHUNK, run: later(session) },
    asking('session: request and reply, raw', () => session.request(EchoRaw, BODY)),
    asking('session: request and reply, json', () => session.request(EchoJson, PLAYER)),
  ];
}

async function openSession(): Promise<Session> {
  let handled = 0;
  const router = new Router()
    .handle(Note, () => void handled++)
    .handle(NoteLater, async () => void handled++)
    .handle(EchoRaw, (body) => body)
    .handle(EchoJson, (value) => value);
  const stack = { transports: [new LoopTransport()], protocol: packets(), router };
  await serve('loop://echo', stack);
  return connect('loop://echo', stack);
}

function pushing(session: Session): Work['run'] {
  return async () => {
    for (let count = 0; count < MESSAGES_PER_CHUNK; count++) session.send(Note, BODY);
    await session.request(EchoRaw, BODY);
  };
}

function later(session: Session): Work['run'] {
  return async () => {
    for (let count = 0; count < MESSAGES_PER_CHUNK; count++) session.send(NoteLater, BODY);
    await session.request(EchoRaw, BODY);
  };
}

function asking(name: string, ask: () => Promise<unknown>): Work {
  const run = async (): Promise<void> => {
    await Promise.all(Array.from({ length: MESSAGES_PER_CHUNK }, ask));
  };
  return { name, messages: MESSAGES_PER_CHUNK, run };
}

const PLAYER = { id: 7, name: 'player', x: 1.5, y: 2.5, text: 'hello' };
const EchoRaw = call(1, raw(), raw());
const EchoJson = call(2, json<typeof PLAYER>(), json<typeof PLAYER>());
const Note = message(3, raw());
const NoteLater = message(4, raw());
