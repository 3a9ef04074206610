// Asks at even intervals, whether or not answers have come: `echo-client.ts <contestant> <address>`.
import { setTimeout as wait } from 'node:timers/promises';
import { connect, type Session } from '@net/core';
import { packets } from '@net/packet';
import { contestantOf } from '../contestants.ts';
import { Echo, type EchoOutcome, type EchoTask, PATIENT } from '../echo.ts';

const [id, address = ''] = process.argv.slice(2);
const { transport } = contestantOf(id);
const stack = { transports: [transport()], protocol: packets(), limits: PATIENT };

process.on('disconnect', () => process.exit());
process.on('message', (task: EchoTask) => {
  void run(task).then((outcome) => process.send?.(outcome));
});
console.log(JSON.stringify({ ready: true }));

async function run(task: EchoTask): Promise<EchoOutcome> {
  const sessions = await Promise.all(
    Array.from({ length: task.sessions }, () => connect(address, stack)),
  );
  const asking = new Asking(task);
  // Sessions take turns, so that they do not all wait for one moment of the machine.
  const stepMs = task.intervalMs / task.sessions;
  await Promise.all(
    sessions.map(async (session, index) => {
      await wait(index * stepMs);
      await asking.askFor(session);
    }),
  );
  return asking.outcome();
}

class Asking {
  readonly #task: EchoTask;
  readonly #startedMs = performance.now();
  readonly #latenciesMs: number[] = [];
  readonly #open = new Set<Promise<void>>();
  #sequence = 0;
  #failures = 0;
  #failure: string | undefined;

  constructor(task: EchoTask) {
    this.#task = task;
  }

  /** Ask again and again until the time is over and everything is answered. */
  async askFor(session: Session): Promise<void> {
    const { intervalMs, warmUpMs, durationMs } = this.#task;
    const startedMs = performance.now();
    for (let turn = 1; performance.now() - this.#startedMs < warmUpMs + durationMs; turn++) {
      const answer = this.#ask(session);
      this.#open.add(answer);
      void answer.finally(() => this.#open.delete(answer));
      // Counted from the start: a late timer does not make all later requests late.
      await wait(Math.max(0, startedMs + turn * intervalMs - performance.now()));
    }
    await Promise.all(this.#open);
  }

  outcome(): EchoOutcome {
    return {
      latenciesMs: this.#latenciesMs,
      failures: this.#failures,
      failure: this.#failure,
    };
  }

  async #ask(session: Session): Promise<void> {
    const body = this.#nextBody();
    const sentMs = performance.now();
    try {
      const reply = await session.request(Echo, body);
      const isCounted = sentMs - this.#startedMs >= this.#task.warmUpMs;
      if (isCounted) this.#latenciesMs.push(performance.now() - sentMs);
      if (Buffer.compare(reply, body) !== 0) this.#fail('another body came back');
    } catch (error) {
      this.#fail(String(error));
    }
  }

  #nextBody(): Buffer {
    const body = Buffer.alloc(this.#task.bodyBytes);
    body.writeUInt32BE(this.#sequence++);
    return body;
  }

  #fail(why: string): void {
    this.#failures++;
    this.#failure ??= why;
  }
}
