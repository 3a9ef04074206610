import { type Machine, machineTable } from '../lib/machine.ts';
import type { Cost } from './cost.ts';

/** All that a run found, as it is written to `results/memory.json`. */
export interface Report {
  readonly machine: Machine;
  readonly sessions: number;
  readonly costs: readonly Cost[];
}

export function toMarkdown({ machine, sessions, costs }: Report): string {
  return [
    '# Idle memory',
    '',
    machineTable(machine),
    '',
    `${sessions} sessions without traffic, after garbage collection; per session.`,
    '',
    '| server | resident memory | V8 heap and buffers | resident wanted | |',
    '| --- | ---: | ---: | ---: | --- |',
    ...costs.map(costRow),
    '',
  ].join('\n');
}

function costRow({ contestant, residentBytes, heapBytes }: Cost): string {
  const { title, atMostBytes } = contestant;
  const measured = `${title} | ${kibibytes(residentBytes)} | ${kibibytes(heapBytes)}`;
  if (atMostBytes === undefined) return `| ${measured} | – | |`;
  const verdict = residentBytes <= atMostBytes ? '✓' : '✗';
  return `| ${measured} | ≤ ${kibibytes(atMostBytes)} | ${verdict} |`;
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(2)} KiB`;
}
