import { median } from '../lib/statistics.ts';
import type { Family } from './families.ts';
import type { Summary } from './measure.ts';
import type { Cell } from './results.ts';

/** Our rate over another's, the median of all rounds, and what was wanted of it. */
export interface Ratio {
  readonly cell: string;
  readonly ours: string;
  readonly other: string;
  readonly ratio: number;
  /** The other's CPU time per message over ours; undefined where it cannot be told. */
  readonly cpuRatio: number | undefined;
  readonly wanted: number;
  readonly isMet: boolean;
}

interface Wanted {
  readonly family: Family;
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
  const summaryOf = (id: string): Summary | undefined =>
    cell.results.find(({ contestant }) => contestant === id)?.summary;
  const mine = summaryOf(ours);
  const theirs = summaryOf(other);
  if (mine === undefined || theirs === undefined) return [];
  const ratio = pairedRatio(mine, theirs);
  const cpuRatio = cpuMicros(theirs, cell) / cpuMicros(mine, cell);
  return [
    {
      cell: cell.id,
      ours,
      other,
      ratio,
      cpuRatio: Number.isFinite(cpuRatio) ? cpuRatio : undefined,
      wanted: atLeast,
      isMet: ratio >= atLeast,
    },
  ];
}

/** Of rounds that followed each other, so that both have met the same machine. */
function pairedRatio(mine: Summary, theirs: Summary): number {
  return median(
    mine.rounds.map(({ perSecond }, at) => perSecond / (theirs.rounds[at]?.perSecond ?? NaN)),
  );
}

function cpuMicros({ serverCpuMicros, loadCpuMicros }: Summary, { family }: Cell): number {
  const server = serverCpuMicros ?? Number.NaN;
  return withClients.has(family) ? server + loadCpuMicros : server;
}

// Where clients are compared as well, not servers only.
const withClients: ReadonlySet<Family> = new Set(['json', 'managed']);
const ours = ['packets', 'turbo-2017'];
const webSockets = ['ws', 'ws-by-net', 'ws-by-ws'] as const;

const wanted: readonly Wanted[] = [
  { family: 'raw', shape: '1x1000', ours, other: 'node-net', atLeast: 0.4 },
  { family: 'raw', shape: '1x1', ours, other: 'node-net', atLeast: 0.95 },
  { family: 'raw', shape: '100x1', ours, other: 'node-net', atLeast: 0.9 },
  { family: 'raw', shape: '1x1000', ours: ['turbo-2017'], other: 'go-turbo', atLeast: 10 },
  ...webSockets.flatMap((family): Wanted[] => [
    { family, shape: '1x1', ours: ['net', 'net-batch'], other: 'ws', atLeast: 0.9 },
    { family, shape: '1x100', ours: ['net'], other: 'ws', atLeast: 2.5 },
    { family, shape: '1x1000', ours: ['net'], other: 'ws', atLeast: 5 },
    { family, shape: '1x100', ours: ['net'], other: 'uws', atLeast: 0.6 },
    { family, shape: '1x1000', ours: ['net'], other: 'uws', atLeast: 0.6 },
    { family, shape: '1x1000', ours: ['net-batch'], other: 'uws', atLeast: 1.2 },
    { family, shape: '1x1000', ours: ['net-batch'], other: 'net-tcp', atLeast: 0.5 },
  ]),
  { family: 'udp', shape: '1x1', ours: ['net'], other: 'dgram', atLeast: 0.9 },
  { family: 'udp', shape: '1x100', ours: ['net'], other: 'dgram', atLeast: 0.9 },
  { family: 'json', shape: '1x1000', ours: ['net'], other: 'socket-io', atLeast: 5 },
  { family: 'json', shape: '1x1000', ours: ['net'], other: 'nest-tcp', atLeast: 10 },
  { family: 'json', shape: '1x1000', ours: ['net-ws'], other: 'socket-io', atLeast: 3.5 },
  { family: 'managed', shape: '1x1000', ours: ['managed'], other: 'session', atLeast: 0.95 },
];
