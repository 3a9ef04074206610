import { setTimeout as wait } from 'node:timers/promises';
import { call, message, raw, Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { ws } from '../../../src/index.ts';
import { collectedMemory } from './memory.ts';
import type { Question, Setup, State } from './server-process.ts';

/** Run by `ServerProcess`. */
const setup = JSON.parse(process.argv[2] ?? '{}') as Setup;
const ends = new Map<string, number>();
let broadcasts = 0;

const server = await serve('ws://127.0.0.1:0', {
  transports: [ws(setup.ws)],
  protocol: packets(),
  router: new Router().handle(call(1, raw(), raw()), (body) => body),
  limits: { newSessionsPerSecond: false, ...setup.limits },
  onSession: ({ closed }) =>
    void closed.then(({ code }) => ends.set(code, (ends.get(code) ?? 0) + 1)),
});
process.on('disconnect', () => process.exit());
process.on('message', (question: Question) => {
  void answer(question).then((state) => process.send?.(state));
});
process.send?.({ address: server.address });

async function answer(question: Question): Promise<State> {
  if (question.kind === 'received') {
    while (server.stats().bytesReceived < question.bytes) await wait(POLL_MS);
  } else if (question.kind === 'sessions') {
    while (server.sessions.size > question.most) await wait(POLL_MS);
  } else if (question.kind === 'broadcast') {
    await broadcast(question.bodyBytes, question.forMs);
  }
  const memory = await collectedMemory();
  const { sessions, bytesReceived } = server.stats();
  return {
    ...memory,
    sessions,
    bytesReceived,
    broadcasts,
    ends: Object.fromEntries(ends),
  };
}

/** Numbered bodies, as fast as asked for but no faster than the oldest session takes them. */
async function broadcast(bodyBytes: number, forMs: number): Promise<void> {
  const Tick = message(2, raw());
  const [healthy] = server.sessions.values();
  const startMs = performance.now();
  for (let nowMs = startMs; server.sessions.size > 1 && nowMs < startMs + forMs;) {
    const due = Math.min((nowMs - startMs) * PER_MS, broadcasts + MOST_PER_TURN);
    for (; broadcasts < due; broadcasts++) {
      const body = new Uint8Array(bodyBytes);
      new DataView(body.buffer).setUint32(0, broadcasts);
      server.broadcast(Tick, body);
    }
    await healthy?.drained();
    await wait(POLL_MS);
    nowMs = performance.now();
  }
}

const POLL_MS = 5;
const PER_MS = 5;
/** After a stall the lost time is not made up for at once. */
const MOST_PER_TURN = 250;
