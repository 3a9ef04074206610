import { cpuUnit, type FigureName, figureOf, rateUnit } from './figures.ts';
import { table } from './markdown.ts';
import type { Cell, Result } from './results.ts';

/** All figures of the cells of one family. */
export function cellTable(cells: readonly Cell[]): string {
  const [first] = cells;
  if (first === undefined) return '';
  const cpu = cpuUnit(first);
  const times = ['>p50 µs', '>p99 µs', '>p99.9 µs'];
  const costs = [`>server CPU ${cpu}`, `>load CPU ${cpu}`, '>server CPU', '>load CPU'];
  const columns = ['load', 'contestant', `>${rateUnit(first)}`, '>±', ...times, ...costs];
  const lines = cells.flatMap((cell) => cell.results.map((result) => resultLine(cell, result)));
  return table([...columns, '>others CPU', 'limit'], lines);
}

function resultLine(cell: Cell, { title, summary }: Result): string[] {
  const { serverShare, loadShare, otherShare } = summary;
  const figure = (name: FigureName): number | undefined => figureOf(name, summary, cell).value;
  return [
    cell.id,
    title,
    Math.round(figure('rate') ?? 0).toLocaleString('en'),
    percent(summary.spread),
    summary.p50.toFixed(0),
    summary.p99.toFixed(0),
    summary.p999.toFixed(0),
    figure('server CPU')?.toFixed(2) ?? '–',
    figure('load CPU')?.toFixed(2) ?? '–',
    serverShare === undefined ? '–' : percent(serverShare),
    percent(loadShare),
    percent(otherShare),
    limitOf(serverShare, loadShare),
  ];
}

/** Who could not have done more: an end whose core is full, or neither, when they wait in turn. */
function limitOf(serverShare: number | undefined, loadShare: number): string {
  if (serverShare === undefined) return '–';
  const isLoadFull = loadShare > fullShare && loadShare > serverShare - closeShare;
  if (isLoadFull) return 'load';
  return serverShare > fullShare ? 'server' : 'round trip';
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

const fullShare = 0.85;
const closeShare = 0.1;
