import { type Machine, machineTable } from '../lib/machine.ts';
import { median } from '../lib/statistics.ts';
import { barChart } from './chart.ts';
import { type MessageName, MESSAGES } from './contestant.ts';
import type { Measurement } from './measure.ts';
import type { Ratio } from './ratios.ts';

/** All that a run found; `results/codecs.json` has it with the rounds summed up. */
export interface Report {
  readonly machine: Machine;
  readonly rounds: number;
  readonly timeMs: number;
  readonly ratios: readonly Ratio[];
  readonly measurements: readonly Measurement[];
}

/** The whole page, `results/codecs.md`. */
export function toMarkdown(report: Report): string {
  const { machine, rounds, timeMs } = report;
  return [
    '# Codecs',
    machineTable(machine),
    `Medians of ${rounds} rounds of ${timeMs} ms each, contestants in turn. [How to read this](../README.md).`,
    '## Ratios',
    ratioTable(report.ratios),
    tables(report, '.'),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

/** The tables and charts alone, for a page from which `results` is the way to the charts. */
export function tables({ measurements }: Report, results: string): string {
  return MESSAGES.map(([message, title]) =>
    [
      `### ${title}`,
      `![Sizes and speeds of ${title.toLowerCase()}](${results}/${chartName(message)})`,
      messageTable(measurements.filter((one) => one.message === message)),
    ].join('\n\n'),
  ).join('\n\n');
}

/** One image for each message, by file name. */
export function charts({ measurements }: Report): [string, string][] {
  return MESSAGES.map(([message, title]) => {
    const rows = measurements
      .filter((one) => one.message === message)
      .map((one) => ({
        label: one.title,
        isOurs: one.title.includes('@net'),
        values: [one.byteLength, perSecond(one.encodeNs), perSecond(one.decodeNs)],
      }));
    return [chartName(message), barChart(title, PANELS, rows)];
  });
}

function chartName(message: MessageName): string {
  return `codecs-${message.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}.svg`;
}

function messageTable(measurements: readonly Measurement[]): string {
  const head = ['| | bytes | encode µs | decode µs |', '| --- | ---: | ---: | ---: |'];
  const lines = measurements.map(({ title, byteLength, encodeNs, decodeNs }) =>
    row([title, byteLength.toLocaleString('en'), micros(encodeNs), micros(decodeNs)]),
  );
  return [...head, ...lines].join('\n');
}

function ratioTable(ratios: readonly Ratio[]): string {
  const head = [
    '| message | ours | against | | speed | wanted | |',
    '| --- | --- | --- | --- | ---: | ---: | --- |',
  ];
  const lines = ratios.map(({ message, direction, ours, other, ratio, wanted }) =>
    row([
      message,
      ours,
      other,
      direction,
      `${ratio.toFixed(2)} ×`,
      `≥ ${wanted} ×`,
      ratio >= wanted ? '✓' : '✗',
    ]),
  );
  return [...head, ...lines].join('\n');
}

function row(fields: readonly string[]): string {
  return `| ${fields.join(' | ')} |`;
}

function micros(nanoseconds: readonly number[]): string {
  const value = median(nanoseconds) / 1000;
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

function perSecond(nanoseconds: readonly number[]): number {
  return 1e9 / median(nanoseconds);
}

function thousands(perSecond: number): string {
  const value = perSecond / 1000;
  return value < 10 ? `${value.toFixed(1)} k` : `${Math.round(value).toLocaleString('en')} k`;
}

const PANELS = [
  { title: 'bytes (less is better)', format: (bytes: number) => bytes.toLocaleString('en') },
  { title: 'encoded a second', format: thousands },
  { title: 'decoded a second', format: thousands },
];
