import { performance } from 'node:perf_hooks';
import type { LoadResult } from '../measure.ts';
import { RoundMeter } from './round-meter.ts';
import { type RoundTask, serveRounds } from './rounds.ts';

/** What a client asks for over and over again. */
export interface Work<Value> {
  /** What to send in request number `id`, counted from 1. */
  create(id: number): Value;
  isSame(reply: unknown, sent: Value): boolean;
  /** Asks the server to echo a value, and says how that went: one of the two, later, once. */
  ask(value: Value, answered: (reply: unknown) => void, failed: (error: unknown) => void): void;
}

/** Runs a round for each message from the benchmark, `window` requests in flight. */
export function driveRounds<Value>(work: Work<Value>): void {
  serveRounds((task) => new Promise((resolve) => new Round(work, task, resolve).begin()));
}

class Round<Value> {
  readonly #work: Work<Value>;
  readonly #task: RoundTask;
  readonly #onEnd: (result: LoadResult) => void;
  readonly #meter = new RoundMeter();
  #sent = 0;
  #settled = 0;
  #failures = 0;
  #failure: string | undefined;

  constructor(work: Work<Value>, task: RoundTask, onEnd: (result: LoadResult) => void) {
    this.#work = work;
    this.#task = task;
    this.#onEnd = onEnd;
  }

  begin(): void {
    for (let i = 0; i < this.#task.window; i++) this.#send(performance.now());
  }

  #send(sentMs: number): void {
    if (this.#sent === this.#task.count) return;
    const value = this.#work.create(++this.#sent);
    this.#work.ask(
      value,
      (reply) => {
        if (!this.#work.isSame(reply, value)) this.#fail(`${JSON.stringify(reply)} came back`);
        this.#settle(sentMs);
      },
      (error) => {
        this.#fail(String(error));
        this.#settle(sentMs);
      },
    );
  }

  #settle(sentMs: number): void {
    // One look at the clock for both: it costs as much as a tenth of a request.
    const nowMs = performance.now();
    this.#meter.samples.add(nowMs - sentMs);
    this.#settled++;
    if (this.#settled === this.#task.count) {
      this.#onEnd(this.#meter.result(this.#settled, this.#failures, this.#failure));
    }
    this.#send(nowMs);
  }

  #fail(why: string): void {
    this.#failures++;
    this.#failure ??= why;
  }
}
