import { NetError, ReplyError } from '@net/core';
import type { Ask } from './asks.ts';
import { Latencies } from './latencies.ts';
import type { Progress } from './progress-bar.ts';

/** What became of all requests. */
export interface Answers {
  /** How many were sent. */
  readonly count: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Of those that were answered rightly. */
  readonly latencies: Latencies;
  /** How often what went wrong, by error code. */
  readonly failures: ReadonlyMap<string, number>;
}

/**
 * Asks `count` times, `concurrency` at once.
 *
 * @throws whatever stops an `ask` other than its own failure: a lost connection, a body too large.
 */
export async function askAll(
  ask: Ask,
  { count, concurrency }: { readonly count: number; readonly concurrency: number },
  progress: Progress,
): Promise<Answers> {
  const latencies = new Latencies(count);
  const failures = new Map<string, number>();
  let next = 0;
  const askInTurn = async (): Promise<void> => {
    while (next < count) {
      const startedAt = performance.now();
      const failure = await outcome(ask, next++);
      if (failure === undefined) latencies.add(performance.now() - startedAt);
      else failures.set(failure, (failures.get(failure) ?? 0) + 1);
      progress.done++;
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, askInTurn));
  return { count, seconds: (performance.now() - startedAt) / 1000, latencies, failures };
}

/** The code of what failed this one request, if anything did. */
async function outcome(ask: Ask, index: number): Promise<string | undefined> {
  try {
    return (await ask(index)) ? undefined : 'WRONG_BODY';
  } catch (error) {
    if (error instanceof ReplyError) return error.code;
    if (error instanceof NetError && OWN_FAILURES.has(error.code)) return error.code;
    throw error;
  }
}

/** Failures of one request, after which the next may succeed. */
const OWN_FAILURES: ReadonlySet<string> = new Set(['REQUEST_TIMEOUT', 'BAD_MESSAGE']);
