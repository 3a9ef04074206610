import { duration, wholeFigure } from '@net/apps-shared';
import type { Comparison } from './compare-transports.ts';

/** One line for each transport, in columns. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = [HEADINGS, ...comparisons.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => align(cell, column, widths[column]!)));
  return `${lines.map((line) => line.join('   ').trimEnd()).join('\n')}\n`;
}

function cells({ latency, throughput }: Comparison): readonly string[] {
  return [
    throughput.transport,
    wholeFigure(throughput.requestsPerSecond),
    duration(latency.p50Us),
    duration(latency.p99Us),
    wholeFigure(throughput.oneWayPerSecond ?? 0),
  ];
}

/** The name to the left, figures to the right. */
function align(cell: string, column: number, width: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

const HEADINGS: readonly string[] = ['transport', 'requests/s', 'p50', 'p99', 'one-way messages/s'];
