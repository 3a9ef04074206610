import { nodeChild } from '../lib/child.ts';
import type { Contestant } from './contestants.ts';
import type { Memory } from './servers/answer-memory.ts';

/** What one idle session adds to the server, in bytes. */
export interface Cost {
  readonly contestant: Contestant;
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** Memory of the server with all sessions open, less that of the same server before. */
export async function costOf(contestant: Contestant, sessions: number): Promise<Cost> {
  const [module, ...args] = contestant.server;
  const url = new URL(`servers/${module}`, import.meta.url);
  await using server = nodeChild(url, args, ['--expose-gc']);
  const { address } = (await server.firstLine()) as { address: string };
  const [opener, ...rest] = contestant.opener;
  await using clients = nodeChild(new URL(opener, import.meta.url), [address, ...rest]);
  await clients.firstLine();
  // What Node loads for the very first sockets is no session's cost.
  await clients.ask({ open: firstSockets });
  const before = (await server.ask({ sessions: firstSockets }, openMs)) as Memory;
  await clients.ask({ open: sessions }, openMs);
  const after = (await server.ask({ sessions: firstSockets + sessions }, openMs)) as Memory;
  return {
    contestant,
    residentBytes: (after.residentBytes - before.residentBytes) / sessions,
    heapBytes: (after.heapBytes - before.heapBytes) / sessions,
  };
}

const firstSockets = 10;
const openMs = 60_000;
