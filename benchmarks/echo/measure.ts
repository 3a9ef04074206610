import { busySeconds } from '../lib/busy.ts';
import { cpuSecondsOf } from '../lib/cpu-time.ts';
import { median, middleSpread } from '../lib/statistics.ts';

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
  /** Of the server, by a load that knows better when its time begins than who started it. */
  readonly serverCpuSeconds?: number | undefined;
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

/** The medians over all rounds, and the sum of CPU time. A share is CPU time per time: 1 is one core's worth. */
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
  /** Into how many parts each round is cut, which take turns with those of the others. */
  readonly slices: number;
  /** How long a round of one subject should take. */
  readonly seconds: number;
  /** Requests of the first round, and the fewest of any. */
  readonly firstCount: number;
}

/** Loads every subject in turn, so that a slow minute meets all of them. */
export async function measure(subjects: readonly Subject[], pace: Pace): Promise<Summary[]> {
  const runs: { subject: Subject; count: number; rounds: Round[] }[] = [];
  for (const subject of subjects) {
    const count = Math.ceil((await countFor(subject, pace)) / pace.slices);
    runs.push({ subject, count, rounds: [] });
  }
  for (let round = 0; round < pace.rounds * pace.slices; round++) {
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
  const serverCpu = isKnown ? after - before : undefined;
  const tookSeconds = (performance.now() - startedMs) / 1000;
  const other = Math.max(0, busy - result.cpuSeconds - (serverCpu ?? 0));
  return { serverCpuSeconds: serverCpu, ...result, otherShare: other / tookSeconds };
}

function summarise(rounds: readonly Round[]): Summary {
  const of = (pick: (round: Round) => number): number => median(rounds.map(pick));
  // Of CPU time the sum: it is counted in ticks that are long beside a round.
  const sum = (pick: (round: Round) => number): number =>
    rounds.reduce((total, round) => total + pick(round), 0);
  const hasCpu = rounds.every((round) => round.serverCpuSeconds !== undefined);
  const serverSeconds = hasCpu ? sum((round) => round.serverCpuSeconds ?? 0) : undefined;
  const loadSeconds = sum((round) => round.cpuSeconds);
  const seconds = sum((round) => round.seconds);
  const replies = sum((round) => round.replies);
  return {
    perSecond: of((round) => round.perSecond),
    spread: middleSpread(rounds.map((round) => round.perSecond)),
    p50: of((round) => round.p50),
    p99: of((round) => round.p99),
    p999: of((round) => round.p999),
    serverCpuMicros: serverSeconds === undefined ? undefined : (serverSeconds * 1e6) / replies,
    loadCpuMicros: (loadSeconds * 1e6) / replies,
    serverShare: serverSeconds === undefined ? undefined : serverSeconds / seconds,
    loadShare: loadSeconds / seconds,
    otherShare: of((round) => round.otherShare),
    failures: sum((round) => round.failures),
    rounds,
  };
}

// Shares of a round: what the warm-up takes, then what a round takes.
const warmUpShares = [0.2, 1];
