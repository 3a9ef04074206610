import { bulkFamilies } from './families.ts';
import type { Summary } from './measure.ts';
import type { Cell } from './results.ts';

/** What is told of a contestant under one load. */
export type FigureName = 'rate' | 'p50' | 'p99' | 'server CPU' | 'load CPU';

/** One number with its unit; undefined where it cannot be told. */
export interface Figure {
  readonly value: number | undefined;
  readonly unit: string;
}

type Measure = Pick<Cell, 'family' | 'body'>;

/** The figure of that name. Of bulk a megabyte is told of, 1,000,000 bytes, else a message. */
export function figureOf(name: FigureName, summary: Summary, cell: Measure): Figure {
  if (name === 'rate') return { value: summary.perSecond * unitsIn(cell), unit: rateUnit(cell) };
  if (name === 'server CPU') return cpuFigure(summary.serverCpuMicros, cell);
  if (name === 'load CPU') return cpuFigure(summary.loadCpuMicros, cell);
  return { value: summary[name], unit: 'µs' };
}

export function rateUnit({ family }: Pick<Cell, 'family'>): string {
  return bulkFamilies.has(family) ? 'MB/s' : 'replies/s';
}

export function cpuUnit({ family }: Pick<Cell, 'family'>): string {
  return bulkFamilies.has(family) ? 'ms/MB' : 'µs/message';
}

function cpuFigure(micros: number | undefined, cell: Measure): Figure {
  const perMilli = bulkFamilies.has(cell.family) ? 1000 : 1;
  const value = micros === undefined ? undefined : micros / unitsIn(cell) / perMilli;
  return { value, unit: cpuUnit(cell) };
}

/** How much one message counts. */
function unitsIn({ family, body = 0 }: Measure): number {
  return bulkFamilies.has(family) ? body / megabyte : 1;
}

const megabyte = 1_000_000;
