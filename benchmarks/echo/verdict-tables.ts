import type { Goal } from './goals.ts';
import { table } from './markdown.ts';
import type { Ratio } from './ratios.ts';

/** Our rates over others', and what was wanted of them. */
export function ratioTable(ratios: readonly Ratio[]): string {
  const columns = ['load', 'ours', 'against', '>ratio', '>wanted', '', '>by CPU'];
  const lines = ratios.map(({ cell, ours, other, ratio, cpuRatio, wanted, isMet }) => {
    const byCpu = cpuRatio === undefined ? '–' : `${cpuRatio.toFixed(2)} ×`;
    return [cell, ours, other, `${ratio.toFixed(2)} ×`, `≥ ${wanted} ×`, mark(isMet), byCpu];
  });
  return table(columns, lines);
}

/** Our figures, and what was wanted of them: a number, or so much of another's figure. */
export function goalTable(goals: readonly Goal[]): string {
  const columns = ['load', 'contestant', 'figure', '>measured', '>wanted', '', 'reckoned'];
  const lines = goals.map(({ cell, contestant, figure, unit, measured, wanted, ...goal }) => {
    const wantedText = `${goal.isLeast ? '≥' : '≤'} ${rounded(wanted)} ${unit}`;
    const measuredText = `${rounded(measured)} ${unit}`;
    return [
      cell,
      contestant,
      figure,
      measuredText,
      wantedText,
      mark(goal.isMet),
      goal.formula ?? '',
    ];
  });
  return table(columns, lines);
}

function mark(isMet: boolean): string {
  return isMet ? '✓' : '✗';
}

/** Three figures that count. */
function rounded(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}
