import { Samples } from '../../lib/samples.ts';

/** What a client asks for over and over again. */
export interface Work<Value> {
  /** What to send in request number `id`, counted from 1. */
  create(id: number): Value;
  isSame(reply: unknown, sent: Value): boolean;
  /** Asks the server to echo a value, and says how that went: one of the two, later, once. */
  ask(value: Value, answered: (reply: unknown) => void, failed: (error: unknown) => void): void;
}

interface Wanted {
  readonly count: number;
  readonly window: number;
}

/** Runs a round for each message from the benchmark, `window` requests in flight. */
export function driveRounds<Value>(work: Work<Value>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (wanted: Wanted) => {
    new Round(work, wanted, (result) => process.send?.(result)).begin();
  });
  console.log(JSON.stringify({ ready: true }));
}

class Round<Value> {
  readonly #work: Work<Value>;
  readonly #wanted: Wanted;
  readonly #onEnd: (result: object) => void;
  readonly #samples = new Samples();
  readonly #startedMs = performance.now();
  readonly #cpu = process.cpuUsage();
  #sent = 0;
  #settled = 0;
  #failures = 0;
  #failure: string | undefined;

  constructor(work: Work<Value>, wanted: Wanted, onEnd: (result: object) => void) {
    this.#work = work;
    this.#wanted = wanted;
    this.#onEnd = onEnd;
  }

  begin(): void {
    for (let i = 0; i < this.#wanted.window; i++) this.#send();
  }

  #send(): void {
    if (this.#sent === this.#wanted.count) return;
    const value = this.#work.create(++this.#sent);
    const sentMs = performance.now();
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
    this.#samples.add(performance.now() - sentMs);
    this.#settled++;
    if (this.#settled === this.#wanted.count) this.#end();
    this.#send();
  }

  #fail(why: string): void {
    this.#failures++;
    this.#failure ??= why;
  }

  #end(): void {
    const seconds = (performance.now() - this.#startedMs) / 1000;
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#onEnd({
      replies: this.#settled,
      seconds,
      perSecond: this.#settled / seconds,
      ...this.#samples.quantiles(),
      cpuSeconds: (user + system) / 1e6,
      failures: this.#failures,
      failure: this.#failure,
    });
  }
}
