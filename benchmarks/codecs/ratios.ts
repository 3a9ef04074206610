import { median } from '../lib/statistics.ts';
import type { MessageName } from './contestant.ts';
import { type Direction, type Measurement, roundsOf } from './measure.ts';

/** Our speed over another's, and what was wanted of it: the median over the rounds. */
export interface Ratio {
  readonly message: MessageName;
  readonly direction: Direction;
  readonly ours: string;
  readonly other: string;
  readonly ratio: number;
  readonly wanted: number;
}

/** The ratios that were wanted. */
export function computeRatios(measurements: readonly Measurement[]): Ratio[] {
  return WANTED.flatMap(({ messages, directions, ours, other, wanted }) =>
    messages.flatMap((message) =>
      directions.map((direction) => {
        const find = (id: string): readonly number[] =>
          roundsFor(measurements, id, message, direction);
        const otherNs = find(other);
        const ratios = find(ours).map((ns, round) => (otherNs[round] ?? Number.NaN) / ns);
        return { message, direction, ours, other, ratio: median(ratios), wanted };
      }),
    ),
  );
}

function roundsFor(
  measurements: readonly Measurement[],
  contestant: string,
  message: MessageName,
  direction: Direction,
): readonly number[] {
  const found = measurements.find(
    (one) => one.contestant === contestant && one.message === message,
  );
  return found === undefined ? [] : roundsOf(found, direction);
}

interface Wanted {
  readonly messages: readonly MessageName[];
  readonly directions: readonly Direction[];
  readonly ours: string;
  readonly other: string;
  readonly wanted: number;
}

const EVERY: readonly MessageName[] = ['chatLine', 'gameState', 'order'];
const BOTH: readonly Direction[] = ['encode', 'decode'];
const GAME: readonly MessageName[] = ['gameState'];

const WANTED: readonly Wanted[] = [
  { messages: GAME, directions: BOTH, ours: 'binary', other: 'json', wanted: 3 },
  { messages: GAME, directions: BOTH, ours: 'binary', other: 'msgpackr', wanted: 1 },
  { messages: EVERY, directions: BOTH, ours: 'json', other: 'JSON', wanted: 0.9 },
  {
    messages: EVERY,
    directions: ['encode'],
    ours: 'protobuf',
    other: 'protobufjs-verify',
    wanted: 0.95,
  },
  {
    messages: EVERY,
    directions: BOTH,
    ours: 'protobuf-unchecked',
    other: 'protobufjs',
    wanted: 0.95,
  },
  { messages: EVERY, directions: BOTH, ours: 'xml-strings', other: 'fast-xml-parser', wanted: 0.9 },
];
