import { Samples } from '../../lib/samples.ts';
import type { LoadResult } from '../measure.ts';

/** Measures one round of a client: begun when it is made. */
export class RoundMeter {
  readonly samples: Samples = new Samples();
  readonly #startedMs = performance.now();
  readonly #cpu = process.cpuUsage();

  result(replies: number, failures: number, failure: string | undefined): LoadResult {
    const seconds = (performance.now() - this.#startedMs) / 1000;
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      replies,
      seconds,
      perSecond: replies / seconds,
      ...this.samples.quantiles(),
      cpuSeconds: (user + system) / 1e6,
      failures,
      ...(failure !== undefined && { failure }),
    };
  }
}
