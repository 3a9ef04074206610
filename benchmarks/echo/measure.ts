import { busySeconds } from '../lib/busy.ts';
import { cpuSecondsOf } from '../lib/cpu-time.ts';
import { median, spread } from '../lib/statistics.ts';

/** What a load says of one round; times of round trips in microseconds. */
export interface LoadResult {
  readonly replies: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly cpuSeconds: number;
  readonly failures: number;
  readonly failure?: string;
}

/** One contestant, ready to be loaded. */
export interface Subject {
  readonly name: string;
  readonly serverPid: number;
  load(count: number): Promise<LoadResult>;
}

export interface Round extends LoadResult {
  readonly serverCpuSeconds: number | undefined;
  /** CPU time per time of everything but the server and the load. */
  readonly otherShare: number;
}

/** The medians over all rounds. A share is CPU time per time: 1 is one core's worth. */
export interface Summary {
  readonly perSecond: number;
  readonly spread: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly serverCpuMicros: number | undefined;
  readonly loadCpuMicros: number;
  readonly serverShare: number | undefined;
  readonly loadShare: number;
  readonly otherShare: number;
  readonly failures: number;
  readonly rounds: readonly Round[];
}

/** How often and how long subjects are loaded. */
export interface Pace {
  readonly rounds: number;
  /** How long a round of one subject should take. */
  readonly seconds: number;
  /** Requests of the first round, and the fewest of any. */
  readonly firstCount: number;
}

/** Loads every subject in turn, so that a slow minute meets all of them. */
export async function measure(subjects: readonly Subject[], pace: Pace): Promise<Summary[]> {
  const runs: { subject: Subject; count: number; rounds: Round[] }[] = [];
  for (const subject of subjects) {
    runs.push({ subject, count: await countFor(subject, pace), rounds: [] });
  }
  for (let round = 0; round < pace.rounds; round++) {
    // Whoever comes first meets a machine that has rested, so everyone comes first once.
    const first = round % runs.length;
    for (const run of [...runs.slice(first), ...runs.slice(0, first)]) {
      run.rounds.push(await oneRound(run.subject, run.count));
    }
  }
  return runs.map((run) => summarise(run.rounds));
}

/**
 * Keeps a subject busy for some seconds before anything is measured: a server that has run for a
 * while is what its users meet, and compilers take millions of messages to settle.
 */
export async function warmUp(subject: Subject, pace: Pace): Promise<void> {
  await oneRound(subject, await countFor(subject, pace));
}

/** How many requests take about `seconds`, found by two growing rounds that warm up as well. */
async function countFor(subject: Subject, { seconds, firstCount }: Pace): Promise<number> {
  let count = firstCount;
  for (const share of warmUpShares) {
    const { perSecond } = await oneRound(subject, count);
    count = Math.max(firstCount, Math.round(perSecond * seconds * share));
  }
  return count;
}

async function oneRound(subject: Subject, count: number): Promise<Round> {
  const startedMs = performance.now();
  const busyBefore = busySeconds();
  const before = cpuSecondsOf(subject.serverPid);
  const result = await subject.load(count);
  const after = cpuSecondsOf(subject.serverPid);
  const busy = busySeconds() - busyBefore;
  if (result.failures > 0) {
    throw new Error(`${subject.name}: ${result.failures} failures: ${result.failure ?? 'unknown'}`);
  }
  const isKnown = before !== undefined && after !== undefined;
  const serverCpuSeconds = isKnown ? after - before : undefined;
  const tookSeconds = (performance.now() - startedMs) / 1000;
  const other = Math.max(0, busy - result.cpuSeconds - (serverCpuSeconds ?? 0));
  return { ...result, serverCpuSeconds, otherShare: other / tookSeconds };
}

function summarise(rounds: readonly Round[]): Summary {
  const of = (pick: (round: Round) => number): number => median(rounds.map(pick));
  const hasCpu = rounds.every((round) => round.serverCpuSeconds !== undefined);
  const server = (pick: (cpu: number, round: Round) => number): number | undefined =>
    hasCpu ? of((round) => pick(round.serverCpuSeconds ?? 0, round)) : undefined;
  return {
    perSecond: of((round) => round.perSecond),
    spread: spread(rounds.map((round) => round.perSecond)),
    p50: of((round) => round.p50),
    p99: of((round) => round.p99),
    p999: of((round) => round.p999),
    serverCpuMicros: server((cpu, round) => (cpu * 1e6) / round.replies),
    loadCpuMicros: of((round) => (round.cpuSeconds * 1e6) / round.replies),
    serverShare: server((cpu, round) => cpu / round.seconds),
    loadShare: of((round) => round.cpuSeconds / round.seconds),
    otherShare: of((round) => round.otherShare),
    failures: rounds.reduce((sum, round) => sum + round.failures, 0),
    rounds,
  };
}

// Shares of a round: what the warm-up takes, then what a round takes.
const warmUpShares = [0.2, 1];
