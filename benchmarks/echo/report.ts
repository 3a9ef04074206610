import { type Machine, machineTable } from '../lib/machine.ts';
import { hasOwnCpus } from '../lib/own-cpu.ts';
import { cellTable } from './cell-table.ts';
import { type ConnectionMemory, memoryTable } from './connection-memory.ts';
import { headings } from './families.ts';
import type { Goal } from './goals.ts';
import { slicesOfOne } from './measure-group.ts';
import type { Ratio } from './ratios.ts';
import type { Cell } from './results.ts';
import { goalTable, ratioTable } from './verdict-tables.ts';

/** All that a run found, as it is written to `results/echo.json`. */
export interface Report {
  readonly machine: Machine;
  readonly load: 'Go' | 'Node';
  readonly rounds: number;
  readonly seconds: number;
  readonly tookSeconds: number;
  readonly ratios: readonly Ratio[];
  readonly goals: readonly Goal[];
  readonly connections: readonly ConnectionMemory[];
  readonly cells: readonly Cell[];
  readonly skipped: readonly string[];
}

export function toMarkdown(report: Report): string {
  const { machine, load, rounds, seconds, tookSeconds, cells, skipped } = report;
  const families = [...new Set(cells.map(({ family }) => family))];
  const sections = [
    '# Echo',
    machineTable(machine),
    `Medians of ${rounds} rounds of about ${seconds} s each, cut into ${slicesOfOne} with one in flight, contestants in turn, ${cpuNote}, frames from a load in ${load}; ${Math.round(tookSeconds)} s in all. [How to read this](../README.md).`,
    ...section('Ratios', report.ratios, ratioTable),
    ...section('Goals', report.goals, goalTable),
    ...skipped.map((line) => `Not measured: ${line}.`),
    ...families.flatMap((family) => {
      const own = cells.filter((cell) => cell.family === family);
      return section(headings[family], own, cellTable);
    }),
    ...section('Server memory of a connection without traffic', report.connections, memoryTable),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Nothing where there is nothing to tell. */
function section<Row>(
  heading: string,
  rows: readonly Row[],
  toTable: (rows: readonly Row[]) => string,
): string[] {
  return rows.length === 0 ? [] : [`## ${heading}`, toTable(rows)];
}

const cpuNote = hasOwnCpus
  ? 'the main threads of server and load on a CPU each'
  : 'server and load wherever the kernel places them';
