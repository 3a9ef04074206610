import type { LoadResult } from '../measure.ts';

/** What the benchmark asks a client for. */
export interface RoundTask {
  readonly count: number;
  readonly connections: number;
  /** Requests in flight on each connection. */
  readonly window: number;
  /** Bytes of a request's body; absent where it is an object. */
  readonly body?: number;
}

/** Runs a round for each message from the benchmark, until that ends. */
export function serveRounds(run: (task: RoundTask) => Promise<LoadResult>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (task: RoundTask) => {
    void run(task).then((result) => process.send?.(result));
  });
  console.log(JSON.stringify({ ready: true }));
}
