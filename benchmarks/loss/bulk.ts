import { setTimeout as wait } from 'node:timers/promises';
import type { Contestant } from './contestants.ts';
import type { Conditions, LinkCounts, LinkFactory } from './link.ts';

/** What a server has received since the connection was opened. */
export interface Arrivals {
  readonly bytes: number;
  readonly seconds: number;
  /** The longest time without any byte. */
  readonly longestGapMs: number;
}

/** How much of one contestant got through. */
export interface Throughput extends Arrivals {
  readonly id: string;
  readonly title: string;
  /** Of the link's bandwidth, which counts headers too. */
  readonly share: number;
  readonly link: LinkCounts;
}

/** Send as much as gets through in one direction, contestants in turn. */
export async function measureBulk(
  links: LinkFactory,
  conditions: Conditions,
  durationMs: number,
  contestants: readonly Contestant[],
): Promise<Throughput[]> {
  const measured: Throughput[] = [];
  for (const contestant of contestants) {
    measured.push(await measure(links, conditions, durationMs, contestant));
  }
  return measured;
}

async function measure(
  links: LinkFactory,
  conditions: Conditions,
  durationMs: number,
  { id, title, congestion }: Contestant,
): Promise<Throughput> {
  await using link = await links.open(conditions, congestion);
  await using server = link.child('far', SERVER, [id, link.address('far')]);
  // It announces nothing but its address.
  const { address } = (await server.firstLine()) as { address: string };
  await using client = link.child('near', CLIENT, [id, address]);
  await client.firstLine();
  await wait(durationMs);
  const arrivals = (await server.ask({})) as Arrivals;
  const share = (arrivals.bytes * 8) / arrivals.seconds / conditions.bitsPerSecond;
  return { id, title, ...arrivals, share, link: await link.counts() };
}

const SERVER = new URL('programs/bulk-server.ts', import.meta.url);
const CLIENT = new URL('programs/bulk-client.ts', import.meta.url);
