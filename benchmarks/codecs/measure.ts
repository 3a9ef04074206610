import { Bench } from 'tinybench';
import { median, spread } from '../lib/statistics.ts';
import { type Contestant, type MessageName, MESSAGES, type Work } from './contestant.ts';

/** Whether bytes are made or read. */
export type Direction = 'encode' | 'decode';

/** What was measured of one contestant and one message. */
export interface Measurement {
  readonly contestant: string;
  readonly title: string;
  readonly message: MessageName;
  readonly byteLength: number;
  /** Nanoseconds, one figure for each round. */
  readonly encodeNs: readonly number[];
  readonly decodeNs: readonly number[];
}

/** One measurement without its rounds: medians in nanoseconds, and how far the rounds are apart. */
export interface Summary {
  readonly contestant: string;
  readonly message: MessageName;
  readonly byteLength: number;
  readonly encodeNs: number;
  readonly encodeSpread: number;
  readonly decodeNs: number;
  readonly decodeSpread: number;
}

export function summarise(measurement: Measurement): Summary {
  const { contestant, message, byteLength, encodeNs, decodeNs } = measurement;
  return {
    contestant,
    message,
    byteLength,
    encodeNs: median(encodeNs),
    encodeSpread: spread(encodeNs),
    decodeNs: median(decodeNs),
    decodeSpread: spread(decodeNs),
  };
}

/** The figure of one direction in every round. */
export function roundsOf(measurement: Measurement, direction: Direction): readonly number[] {
  return direction === 'encode' ? measurement.encodeNs : measurement.decodeNs;
}

/**
 * Measure every contestant with every message, in turn: a slow moment of the machine meets all.
 *
 * @param timeMs how long one of them runs in one round and one direction.
 */
export async function measure(
  contestants: readonly Contestant[],
  rounds: number,
  timeMs: number,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [message] of MESSAGES) {
    const trials = contestants.map((contestant) => new Trial(contestant, message));
    // The first round lets compilers settle, and is not counted.
    for (const trial of trials) await trial.run(timeMs);
    for (const trial of trials) trial.forget();
    for (let round = 0; round < rounds; round++) {
      const first = round % trials.length;
      for (const trial of [...trials.slice(first), ...trials.slice(0, first)]) {
        await trial.run(timeMs);
      }
    }
    measurements.push(...trials.map((trial) => trial.measurement()));
  }
  return measurements;
}

class Trial {
  readonly #contestant: Contestant;
  readonly #message: MessageName;
  readonly #work: Work;
  #encodeNs: number[] = [];
  #decodeNs: number[] = [];

  constructor(contestant: Contestant, message: MessageName) {
    this.#contestant = contestant;
    this.#message = message;
    this.#work = contestant.works[message];
  }

  async run(timeMs: number): Promise<void> {
    this.#encodeNs.push(await nanosecondsOf(this.#work.encode, timeMs));
    this.#decodeNs.push(await nanosecondsOf(this.#work.decode, timeMs));
  }

  forget(): void {
    this.#encodeNs = [];
    this.#decodeNs = [];
  }

  measurement(): Measurement {
    const { id, title } = this.#contestant;
    return {
      contestant: id,
      title,
      message: this.#message,
      byteLength: this.#work.byteLength,
      encodeNs: this.#encodeNs,
      decodeNs: this.#decodeNs,
    };
  }
}

/** Median time of one call; many are timed together, as the clock takes its time too. */
async function nanosecondsOf(once: () => void, timeMs: number): Promise<number> {
  const calls = callsWithin(once);
  const bench = new Bench({ time: timeMs, warmup: false });
  bench.add('work', () => {
    for (let call = 0; call < calls; call++) once();
  });
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error('a contestant has failed');
  return (task.result.latency.p50 * 1e6) / calls;
}

/** How many calls take about a fifth of a millisecond. */
function callsWithin(once: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const startMs = performance.now();
    once();
    return performance.now() - startMs;
  });
  return Math.max(1, Math.min(1000, Math.round(0.2 / median(times))));
}
