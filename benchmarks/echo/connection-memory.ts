import { nodeChild } from '../lib/child.ts';
import type { Memory } from '../memory/servers/answer-memory.ts';
import { secureTransports } from './contestants.ts';
import type { Goal } from './goals.ts';
import { table } from './markdown.ts';
import { isWanted, type Options } from './options.ts';
import type { Programs } from './programs.ts';

/** What a connection without traffic adds to the server, in kilobytes of 1,000 bytes. */
export interface ConnectionMemory {
  readonly contestant: string;
  readonly title: string;
  readonly connections: number;
  readonly residentKilobytes: number;
  readonly heapKilobytes: number;
}

/** Connections over QUIC and over TLS; those that cannot be measured here are left out. */
export async function weighConnections(
  programs: Programs,
  options: Options,
): Promise<ConnectionMemory[]> {
  const wanted = secureTransports.filter(({ scheme }) => isWanted(`${name}/${scheme}`, options));
  if (wanted.length > 0) console.error(name);
  // Other than with figures of time, one does not disturb the other.
  const weighed = wanted.map(async ({ scheme, title }) => {
    if (await programs.reasonWithout({ runtime: 'secure', scheme })) return [];
    const cost = await costOf(scheme, await programs.certificateFolder());
    return [{ contestant: scheme, title, connections, ...cost }];
  });
  return (await Promise.all(weighed)).flat();
}

/** What was wanted of ours over QUIC. */
export function memoryGoals(memory: readonly ConnectionMemory[]): Goal[] {
  return memory
    .filter(({ contestant }) => contestant === 'quic')
    .map(({ contestant, residentKilobytes: measured }) => ({
      cell: name,
      contestant,
      figure: 'resident memory',
      unit: 'KB',
      measured,
      wanted: mostKilobytes,
      isLeast: false,
      isMet: measured <= mostKilobytes,
    }));
}

export function memoryTable(memory: readonly ConnectionMemory[]): string {
  const columns = ['contestant', '>connections', '>KB resident', '>KB heap'];
  const lines = memory.map(({ title, connections, residentKilobytes, heapKilobytes }) => [
    title,
    String(connections),
    residentKilobytes.toFixed(1),
    heapKilobytes.toFixed(1),
  ]);
  return table(columns, lines);
}

type Cost = Pick<ConnectionMemory, 'residentKilobytes' | 'heapKilobytes'>;

async function costOf(scheme: string, folder: string): Promise<Cost> {
  await using server = nodeChild(moduleUrl('servers/secure.ts'), [scheme, folder], ['--expose-gc']);
  const { address } = (await server.firstLine()) as { address: string };
  await using client = nodeChild(moduleUrl('clients/held-sessions.ts'), [address, folder]);
  await client.firstLine();
  // What Node allocates for the first ones is no connection's cost.
  await client.ask({ open: firstConnections });
  const before = (await server.ask({ sessions: firstConnections }, patienceMs)) as Memory;
  await client.ask({ open: connections }, patienceMs);
  const all = firstConnections + connections;
  const after = (await server.ask({ sessions: all }, patienceMs)) as Memory;
  return {
    residentKilobytes: (after.residentBytes - before.residentBytes) / connections / 1000,
    heapKilobytes: (after.heapBytes - before.heapBytes) / connections / 1000,
  };
}

function moduleUrl(path: string): URL {
  return new URL(path, import.meta.url);
}

const name = 'quic-memory';
const connections = 500;
const firstConnections = 100;
const mostKilobytes = 150;
const patienceMs = 60_000;
