// Takes as many sessions as come, and says how they fare. Its timeouts are the defaults.
import { setTimeout as wait } from 'node:timers/promises';
import { call, raw, Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { kcp } from '@net/transport-kcp';
import { tcp } from '@net/transport-tcp';
import { announce } from '../lib/announce.ts';
import { settledMemory } from '../memory/servers/answer-memory.ts';

/** What a server answers once there are as many sessions as it was asked to wait for. */
export interface Held {
  readonly sessions: number;
  /** How many sessions have ended, ever. */
  readonly dropped: number;
  /** Why the first of them has. */
  readonly reason: string;
  readonly residentBytes: number;
}

const unbounded = {
  maxSessions: false,
  maxSessionsPerAddress: false,
  newSessionsPerSecond: false,
  newSessionsPerAddress: false,
} as const;
const drops: string[] = [];
const server = await serve(`${process.argv[2]}://127.0.0.1:0`, {
  transports: [tcp(), kcp({ ...unbounded, maxHalfOpen: false })],
  protocol: packets(),
  router: new Router().handle(call(1, raw(), raw()), (body) => body),
  limits: unbounded,
  onSession: ({ closed }) =>
    void closed.then(({ code, error }) => drops.push(error?.message ?? code)),
});
process.on('message', (asked: { sessions: number }) => {
  void answer(asked.sessions).then((held) => process.send?.(held));
});
announce(server.address);

async function answer(wanted: number): Promise<Held> {
  while (server.sessions.size + drops.length < wanted) await wait(20);
  const { residentBytes } = await settledMemory();
  const [reason = ''] = drops;
  return { sessions: server.sessions.size, dropped: drops.length, reason, residentBytes };
}
