import type { ConnectionHandler } from '@net/core/extend';
import type { Exchange } from '../exchange.ts';
import type { LoadResult } from '../measure.ts';
import { Line, type RoundOfLines, type Sender } from './line.ts';
import { RoundMeter } from './round-meter.ts';
import { type RoundTask, serveRounds } from './rounds.ts';

/** Opens one more connection. */
export type Dial = (open: (sender: Sender) => ConnectionHandler) => Promise<unknown>;

/**
 * Runs rounds of prebuilt requests. A closed loop: as many replies as come at once, as many requests
 * leave in one `send`. Connections stay open for the next round, unless that wants more or fewer.
 */
export function driveExchanges(dial: Dial, exchangeOf: (bodyBytes: number) => Exchange): void {
  let lines: readonly Line[] = [];
  let exchange: Exchange | undefined;
  let bodyBytes = 0;
  serveRounds(async (task) => {
    if (exchange === undefined || bodyBytes !== task.body) {
      bodyBytes = task.body ?? 0;
      exchange = exchangeOf(bodyBytes);
    }
    if (lines.length !== task.connections) {
      await Promise.all(lines.map((line) => line.close()));
      lines = await openLines(dial, task.connections);
    }
    return new Round(lines, exchange, task).run();
  });
}

async function openLines(dial: Dial, count: number): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const open = (sender: Sender): Line => {
    const line = new Line(sender);
    lines.push(line);
    return line;
  };
  await Promise.all(Array.from({ length: count }, () => dial(open)));
  return lines;
}

class Round implements RoundOfLines {
  readonly exchange: Exchange;
  readonly window: number;
  readonly #meter = new RoundMeter();
  readonly samples = this.#meter.samples;
  readonly #lines: readonly Line[];
  readonly #count: number;
  #budget: number;
  #answered = 0;
  #onEnd: (result: LoadResult) => void = () => {};

  constructor(lines: readonly Line[], exchange: Exchange, { count, window }: RoundTask) {
    this.#lines = lines;
    this.exchange = exchange;
    this.window = window;
    this.#count = count;
    this.#budget = count;
  }

  run(): Promise<LoadResult> {
    return new Promise((resolve) => {
      this.#onEnd = resolve;
      for (const line of this.#lines) line.begin(this);
    });
  }

  take(wanted: number): number {
    const allowed = Math.min(wanted, this.#budget);
    this.#budget -= allowed;
    return allowed;
  }

  onReplies(complete: number): void {
    this.#answered += complete;
    if (this.#answered < this.#count) return;
    this.#onEnd(this.#meter.result(this.#answered, 0, undefined));
  }

  fail(why: string): void {
    const missing = Math.max(1, this.#count - this.#answered);
    this.#onEnd(this.#meter.result(this.#answered, missing, why));
  }
}
