import { quantile } from '../lib/statistics.ts';
import type { Contestant } from './contestants.ts';
import type { EchoOutcome, EchoTask } from './echo.ts';
import type { Conditions, LinkCounts, LinkFactory } from './link.ts';

/** How long the answers of one contestant took. */
export interface Latency {
  readonly id: string;
  readonly title: string;
  readonly requests: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly link: LinkCounts;
  /** In ascending order, milliseconds. */
  readonly sorted: Float64Array;
}

/**
 * Ask for echoes over links of one kind, all contestants at the same time and each on a link of its
 * own: what else the machine does meets all of them.
 */
export function measureLatency(
  links: LinkFactory,
  conditions: Conditions,
  task: EchoTask,
  contestants: readonly Contestant[],
): Promise<Latency[]> {
  return Promise.all(contestants.map((each) => measure(links, conditions, task, each)));
}

async function measure(
  links: LinkFactory,
  conditions: Conditions,
  task: EchoTask,
  { id, title, congestion }: Contestant,
): Promise<Latency> {
  await using link = await links.open(conditions, congestion);
  await using server = link.child('far', SERVER, [id, link.address('far')]);
  // It announces nothing but its address.
  const { address } = (await server.firstLine()) as { address: string };
  await using client = link.child('near', CLIENT, [id, address]);
  await client.firstLine();
  const limitMs = task.warmUpMs + task.durationMs + PATIENCE_MS;
  const outcome = (await client.ask(task, limitMs)) as EchoOutcome;
  if (outcome.failures > 0) {
    throw new Error(`${id}: ${outcome.failures} failures: ${outcome.failure ?? 'unknown'}`);
  }
  return summarise(id, title, outcome.latenciesMs, await link.counts());
}

function summarise(
  id: string,
  title: string,
  latenciesMs: readonly number[],
  link: LinkCounts,
): Latency {
  const sorted = Float64Array.from(latenciesMs).toSorted();
  return {
    id,
    title,
    requests: sorted.length,
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p99: quantile(sorted, 0.99),
    p999: quantile(sorted, 0.999),
    max: sorted.at(-1) ?? Number.NaN,
    link,
    sorted,
  };
}

const SERVER = new URL('programs/echo-server.ts', import.meta.url);
const CLIENT = new URL('programs/echo-client.ts', import.meta.url);
/** After its last request a client waits for the answers. */
const PATIENCE_MS = 80_000;
