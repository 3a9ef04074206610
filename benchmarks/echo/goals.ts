import { type Figure, type FigureName, figureOf } from './figures.ts';
import type { Cell } from './results.ts';
import { type Limit, type WantedFigures, wantedFigures } from './wanted-figures.ts';

/** What was wanted of a figure, and what it is. */
export interface Goal {
  readonly cell: string;
  readonly contestant: string;
  readonly figure: string;
  readonly unit: string;
  readonly measured: number;
  /** The least wanted of a rate, the most of anything else. */
  readonly wanted: number;
  readonly isLeast: boolean;
  readonly isMet: boolean;
  /** How `wanted` was reckoned from another's figure, where it was. */
  readonly formula?: string;
}

/** The goals that were measured; one whose contestants are missing is left out. */
export function computeGoals(cells: readonly Cell[]): Goal[] {
  return wantedFigures.flatMap((want) =>
    cells
      .filter(({ family, id }) => family === want.family && id.endsWith(`/${want.shape}`))
      .flatMap((cell) => goalsIn(cell, want)),
  );
}

function goalsIn(cell: Cell, { contestant, limits }: WantedFigures): Goal[] {
  // Its keys are those of `Limits`.
  const entries = Object.entries(limits) as [FigureName, Limit][];
  return entries.flatMap(([figure, limit]) => {
    const { value: measured, unit } = figureIn(cell, contestant, figure);
    const wanted = reckon(limit, cell, figure);
    if (measured === undefined || wanted === undefined) return [];
    const goal = { cell: cell.id, contestant, figure, unit, measured, wanted };
    const isLeast = figure === 'rate';
    const isMet = isLeast ? measured >= wanted : measured <= wanted;
    const formula = formulaOf(limit);
    return [{ ...goal, isLeast, isMet, ...(formula !== undefined && { formula }) }];
  });
}

function figureIn(cell: Cell, id: string, name: FigureName): Figure {
  const result = cell.results.find(({ contestant }) => contestant === id);
  if (result === undefined) return { value: undefined, unit: '' };
  return figureOf(name, result.summary, cell);
}

function reckon(limit: Limit, cell: Cell, figure: FigureName): number | undefined {
  if (typeof limit === 'number') return limit;
  const { value } = figureIn(cell, limit.other, figure);
  return value === undefined ? undefined : value * limit.times + (limit.plus ?? 0);
}

function formulaOf(limit: Limit): string | undefined {
  if (typeof limit === 'number') return undefined;
  const { other, times, plus = 0 } = limit;
  return `${times} × ${other}${plus > 0 ? ` + ${plus}` : ''}`;
}
