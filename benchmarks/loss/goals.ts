import type { Throughput } from './bulk.ts';
import type { Latency } from './latency.ts';

/** What was wanted of a figure, and what it is. */
export interface Goal {
  readonly what: string;
  readonly measured: number;
  readonly wanted: number;
  readonly isMost: boolean;
  readonly isMet: boolean;
  readonly unit: Unit;
}

/** How a figure is written. */
export type Unit = '×' | '%' | 's';

/** All that was wanted of what was measured. */
export function goalsOf(latencies: readonly Latency[], bulk: readonly Throughput[]): Goal[] {
  return [
    ...latencies.flatMap((each) => latencyGoals(each, latencies)),
    ...bulk.flatMap(bulkGoals),
  ];
}

function latencyGoals({ id, title, p99 }: Latency, latencies: readonly Latency[]): Goal[] {
  const wanted = P99_RATIOS.get(id);
  if (wanted === undefined) return [];
  return latencies
    .filter((other) => other.id.startsWith('tcp'))
    .map((other) => atMost(`p99 of ${title} against ${other.title}`, p99 / other.p99, wanted, '×'));
}

function bulkGoals({ id, title, share, longestGapMs }: Throughput): Goal[] {
  if (id.startsWith('tcp')) return [];
  const stall = atMost(`longest stall of ${title}`, longestGapMs / 1000, LONGEST_STALL, 's');
  // The default window is less than the link of the benchmark holds: it is there to show that.
  return id === 'kcp-128' ? [stall] : [atLeast(`bulk of ${title}`, share, LEAST_SHARE, '%'), stall];
}

function atMost(what: string, measured: number, wanted: number, unit: Unit): Goal {
  return { what, measured, wanted, isMost: true, isMet: measured <= wanted, unit };
}

function atLeast(what: string, measured: number, wanted: number, unit: Unit): Goal {
  return { what, measured, wanted, isMost: false, isMet: measured >= wanted, unit };
}

const P99_RATIOS: ReadonlyMap<string, number> = new Map([
  ['kcp', 1 / 3],
  ['kcp-fec-10-3', 1 / 4],
  ['kcp-fec-3-3', 1 / 4],
  ['kcp-fec-1-2', 1 / 4],
]);
const LEAST_SHARE = 0.35;
const LONGEST_STALL = 10;
