import { nodeChild } from '../lib/child.ts';
import { median } from '../lib/statistics.ts';
import type { Soaked } from './soak-program.ts';
import { judge, kibibytes, type Verdict } from './verdict.ts';

/** How often a server is restarted, and under how many clients. */
export interface SoakOptions {
  readonly row: string;
  readonly scheme: 'tcp' | 'ws';
  readonly rounds: number;
  readonly clients: number;
}

/** Restarts under load leave nothing behind: no memory, no session, no error without a code. */
export async function judgeSoak({ row, scheme, rounds, clients }: SoakOptions): Promise<Verdict> {
  const program = new URL('soak-program.ts', import.meta.url);
  const args = [scheme, String(rounds), String(clients)];
  await using child = nodeChild(program, args, ['--expose-gc']);
  await child.firstLine();
  // The answer of soak-program.ts.
  const soaked = (await child.ask({ go: true }, rounds * roundMs + endMs)) as Soaked;
  const { made, alive, answered, complaints } = soaked;
  const grownBytes = growthOf(soaked.heapBytes);
  const isMet =
    complaints.length === 0 &&
    answered >= rounds * clients * leastAnswers &&
    alive <= made * mostAlive &&
    grownBytes <= baseBytes + made * mostBytesEach;
  const text =
    `${rounds} restarts under ${clients} clients, ${made} sessions, ${alive} of them not collected, ` +
    `heap grown by ${kibibytes(grownBytes)}, ${answered} answers, ${complaints.length} complaints`;
  return judge(row, isMet, [text, ...new Set(complaints)].slice(0, 4).join('; '));
}

/** From the second third, when code is compiled and pools are filled, to the last one. */
function growthOf(heapBytes: readonly number[]): number {
  const third = Math.max(1, Math.floor(heapBytes.length / 3));
  return median(heapBytes.slice(-third)) - median(heapBytes.slice(third, 2 * third));
}

const roundMs = 30_000;
const endMs = 60_000;
/** Of each client in each round: some rounds end before the first answer. */
const leastAnswers = 0.5;
const mostAlive = 0.01;
const baseBytes = 1024 * 1024;
/** 1 KiB for each thousand sessions. */
const mostBytesEach = 1.024;
