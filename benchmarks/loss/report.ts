import { type Machine, machineTable } from '../lib/machine.ts';
import { quantile } from '../lib/statistics.ts';
import type { Throughput } from './bulk.ts';
import { curveChart } from './curve-chart.ts';
import type { EchoTask } from './echo.ts';
import type { Goal, Unit } from './goals.ts';
import type { Latency } from './latency.ts';
import type { Conditions, LinkCounts } from './link.ts';

/** All that a run found; `results/loss.json` has it without the single latencies. */
export interface Report {
  readonly machine: Machine;
  readonly latencyLink: Conditions;
  readonly task: EchoTask;
  readonly latencies: readonly Latency[];
  readonly bulkLink: Conditions;
  readonly bulkMs: number;
  readonly bulk: readonly Throughput[];
  readonly goals: readonly Goal[];
  readonly skipped: readonly string[];
}

/** The whole page, `results/loss.md`. */
export function toMarkdown(report: Report): string {
  const { machine, task, goals, skipped } = report;
  return `${[
    '# Latency and throughput under loss',
    machineTable(machine),
    'On a link between two network namespaces. [How to read this](../README.md).',
    '## Goals',
    goalTable(goals),
    ...skipped.map((line) => `Not measured: ${line}.`),
    '## Latency',
    `${latencyTitle(report)}, every ${task.intervalMs} ms in each of ${task.sessions} sessions, for ${task.durationMs / 1000} s; all contestants at the same time, each on a link of its own. All are \`kcp.fast({ ackNoDelay: true })\` or \`tcp()\`.`,
    '![Latency under loss](loss-latency.svg)',
    latencyTable(report.latencies),
    '## Bulk',
    `${linkTitle(report.bulkLink)}, ${report.bulkLink.bitsPerSecond / 1e6} Mbit/s; ${report.bulkMs / 1000} s in one direction, contestants in turn. All are \`kcp.fast()\` or \`tcp()\`.`,
    bulkTable(report.bulk),
  ].join('\n\n')}\n`;
}

/** The image, `results/loss-latency.svg`. */
export function latencyChart(report: Report): string {
  const curves = report.latencies.map(({ title, sorted }, style) => ({
    label: title,
    style,
    quantile: (q: number) => quantile(sorted, q),
  }));
  return curveChart(latencyTitle(report), curves);
}

function latencyTitle({ latencyLink, task }: Report): string {
  return `Echo of ${task.bodyBytes} bytes, ${linkTitle(latencyLink)}`;
}

function linkTitle({ roundTripMs, loss }: Conditions): string {
  return `${roundTripMs} ms round trip, ${loss * 100} % loss each way`;
}

function goalTable(goals: readonly Goal[]): string {
  const lines = goals.map(({ what, measured, wanted, isMost, isMet, unit }) => [
    what,
    figure(measured, unit),
    `${isMost ? '≤' : '≥'} ${figure(wanted, unit)}`,
    isMet ? '✓' : '✗',
  ]);
  return table(['', 'measured', 'wanted', ''], lines);
}

function latencyTable(latencies: readonly Latency[]): string {
  const head = ['', 'p50 ms', 'p90', 'p99', 'p99.9', 'worst', 'requests', 'frames', 'lost'];
  const lines = latencies.map(({ title, p50, p90, p99, p999, max, requests, link }) => [
    title,
    ...[p50, p90, p99, p999, max].map((ms) => ms.toFixed(0)),
    count(requests),
    count(link.taken),
    lostShare(link),
  ]);
  return table(head, lines);
}

function bulkTable(bulk: readonly Throughput[]): string {
  const head = ['', 'of the link', 'longest stall', 'frames', 'lost', 'found the queue full'];
  const lines = bulk.map(({ title, share, longestGapMs, link }) => [
    title,
    figure(share, '%'),
    figure(longestGapMs / 1000, 's'),
    count(link.taken),
    lostShare(link),
    count(link.overflow),
  ]);
  return table(head, lines);
}

/** All columns but the first are figures. */
function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...lines].map((fields) => `| ${fields.join(' | ')} |`).join('\n');
}

function figure(value: number, unit: Unit): string {
  if (unit === '%') return `${(value * 100).toFixed(1)} %`;
  return `${value.toFixed(2)} ${unit}`;
}

function lostShare({ taken, lost, overflow }: LinkCounts): string {
  return figure(lost / (taken - overflow), '%');
}

function count(value: number): string {
  return value.toLocaleString('en');
}
