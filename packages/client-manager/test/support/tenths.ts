/** A part of the time, on the clock of `performance.now()` or a virtual one. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * How full the fullest tenth of a second is, in means: 1 if `times` were spread evenly over the span,
 * at whose beginning the first tenth begins.
 *
 * What is due while a process stands still happens all at once when it goes on. So tenths into which
 * one of `stalls` reaches are taken together, and their mean counts.
 */
export function fullestTenth(
  times: readonly number[],
  { fromMs, untilMs }: Span,
  stalls: readonly Span[] = [],
): number {
  const tenthOf = (atMs: number): number => Math.floor((atMs - fromMs) / TENTH_MS);
  const counts = new Map<number, number>();
  for (const tenth of times.map(tenthOf)) counts.set(tenth, (counts.get(tenth) ?? 0) + 1);
  const joined = new Set(stalls.flatMap((stall) => laterTenths(stall, tenthOf)));
  const even = (times.length * TENTH_MS) / (untilMs - fromMs);
  let fullest = 0;
  for (const last of counts.keys()) {
    let sum = counts.get(last) ?? 0;
    let first = last;
    for (; joined.has(first); first--) sum += counts.get(first - 1) ?? 0;
    fullest = Math.max(fullest, sum / (last - first + 1));
  }
  return fullest / even;
}

/** All tenths into which `stall` reaches, but the first. */
function laterTenths({ fromMs, untilMs }: Span, tenthOf: (atMs: number) => number): number[] {
  const first = tenthOf(fromMs);
  return Array.from({ length: tenthOf(untilMs) - first }, (_, index) => first + 1 + index);
}

const TENTH_MS = 100;
