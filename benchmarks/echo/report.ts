import { type Machine, machineTable } from '../lib/machine.ts';
import { type Family, headings } from './families.ts';
import type { Ratio } from './ratios.ts';
import type { Cell, Result } from './results.ts';

/** All that a run found, as it is written to `results/echo.json`. */
export interface Report {
  readonly machine: Machine;
  readonly load: 'Go' | 'Node';
  readonly rounds: number;
  readonly seconds: number;
  readonly tookSeconds: number;
  readonly ratios: readonly Ratio[];
  readonly cells: readonly Cell[];
  readonly skipped: readonly string[];
}

export function toMarkdown(report: Report): string {
  const { machine, load, rounds, seconds, tookSeconds, cells, skipped } = report;
  const families = [...new Set(cells.map(({ family }) => family))];
  const sections = [
    '# Echo',
    machineTable(machine),
    `Medians of ${rounds} rounds of about ${seconds} s each, contestants in turn, frames from a load in ${load}; ${Math.round(tookSeconds)} s in all. [How to read this](../README.md).`,
    '## Ratios',
    ratioTable(report.ratios),
    ...skipped.map((line) => `Not measured: ${line}.`),
    ...families.flatMap((family) => familySections(family, cells)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function familySections(family: Family, cells: readonly Cell[]): string[] {
  const own = cells.filter((cell) => cell.family === family);
  return [`## ${headings[family]}`, cellTable(own)];
}

function ratioTable(ratios: readonly Ratio[]): string {
  const head = [
    '| load | ours | against | ratio | wanted | | by CPU |',
    '| --- | --- | --- | ---: | ---: | --- | ---: |',
  ];
  const lines = ratios.map(({ cell, ours, other, ratio, cpuRatio, wanted, isMet }) => {
    const byCpu = cpuRatio === undefined ? '–' : `${cpuRatio.toFixed(2)} ×`;
    const verdict = isMet ? '✓' : '✗';
    return row([cell, ours, other, `${ratio.toFixed(2)} ×`, `≥ ${wanted} ×`, verdict, byCpu]);
  });
  return [...head, ...lines].join('\n');
}

function cellTable(cells: readonly Cell[]): string {
  const head = [
    '| load | contestant | replies/s | ± | p50 µs | p99 µs | p99.9 µs | server CPU µs/message | load CPU µs/message | server CPU | load CPU | others CPU | limit |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
  ];
  const lines = cells.flatMap((cell) => cell.results.map((result) => resultRow(cell, result)));
  return [...head, ...lines].join('\n');
}

function resultRow({ id }: Cell, { title, summary }: Result): string {
  const { serverCpuMicros, loadCpuMicros, serverShare, loadShare, otherShare } = summary;
  return row([
    id,
    title,
    Math.round(summary.perSecond).toLocaleString('en'),
    percent(summary.spread),
    summary.p50.toFixed(0),
    summary.p99.toFixed(0),
    summary.p999.toFixed(0),
    serverCpuMicros === undefined ? '–' : serverCpuMicros.toFixed(2),
    loadCpuMicros.toFixed(2),
    serverShare === undefined ? '–' : percent(serverShare),
    percent(loadShare),
    percent(otherShare),
    limitOf(serverShare, loadShare),
  ]);
}

/** Who could not have done more: an end whose core is full, or neither, when they wait in turn. */
function limitOf(serverShare: number | undefined, loadShare: number): string {
  if (serverShare === undefined) return '–';
  const isLoadFull = loadShare > fullShare && loadShare > serverShare - closeShare;
  if (isLoadFull) return 'load';
  return serverShare > fullShare ? 'server' : 'round trip';
}

function row(fields: readonly string[]): string {
  return `| ${fields.join(' | ')} |`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

const fullShare = 0.85;
const closeShare = 0.1;
