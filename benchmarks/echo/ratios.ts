import type { Cell } from './results.ts';

/** Our rate over another's, and what was wanted of it. */
export interface Ratio {
  readonly cell: string;
  readonly ours: string;
  readonly other: string;
  readonly ratio: number;
  readonly wanted: number;
  readonly isMet: boolean;
}

interface Wanted {
  readonly family: Cell['family'];
  readonly shape: string;
  readonly ours: readonly string[];
  readonly other: string;
  readonly atLeast: number;
}

/** The wanted ratios that were measured; one whose contestants are missing is left out. */
export function computeRatios(cells: readonly Cell[]): Ratio[] {
  return wanted.flatMap((want) =>
    cells
      .filter(({ family, id }) => family === want.family && id.endsWith(`/${want.shape}`))
      .flatMap((cell) => want.ours.flatMap((ours) => ratioIn(cell, ours, want))),
  );
}

function ratioIn(cell: Cell, ours: string, { other, atLeast }: Wanted): Ratio[] {
  const rate = (id: string): number | undefined =>
    cell.results.find(({ contestant }) => contestant === id)?.summary.perSecond;
  const ourRate = rate(ours);
  const otherRate = rate(other);
  if (ourRate === undefined || otherRate === undefined) return [];
  const ratio = ourRate / otherRate;
  return [{ cell: cell.id, ours, other, ratio, wanted: atLeast, isMet: ratio >= atLeast }];
}

const ours = ['packets', 'turbo-2017'];

const wanted: readonly Wanted[] = [
  { family: 'raw', shape: '1x1000', ours, other: 'node-net', atLeast: 0.4 },
  { family: 'raw', shape: '1x1', ours, other: 'node-net', atLeast: 0.95 },
  { family: 'raw', shape: '100x1', ours, other: 'node-net', atLeast: 0.9 },
  { family: 'raw', shape: '1x1000', ours: ['turbo-2017'], other: 'go-turbo', atLeast: 10 },
  { family: 'json', shape: '1x1000', ours: ['net'], other: 'socket-io', atLeast: 5 },
  { family: 'json', shape: '1x1000', ours: ['net'], other: 'nest-tcp', atLeast: 10 },
];
