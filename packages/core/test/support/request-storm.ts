import { setImmediate } from 'node:timers/promises';
import { type Random, seededRandom } from '../../../testing/src/index.ts';
import { call, message, NetError, Router, type Session } from '../../src/index.ts';
import { OpenSession } from '../../src/open-session.ts';
import type { Stats } from '../../src/stats.ts';
import { createContext } from '../../src/stack.ts';
import { ADDRESS, type Gate, gate, Scene, settle } from './scene.ts';
import { text } from './wire.ts';
import type { Protocol } from '../../src/index.ts';

/** Which chances a storm takes, and for how long. */
export interface StormOptions {
  readonly seed: number;
  readonly steps: number;
  readonly protocol?: Protocol;
}

/**
 * Requests in both directions, answered, failed, timed out, cancelled and cut off by chance: the
 * same seed gives the same storm. Ids wrap after 256 requests of one session.
 */
export class RequestStorm {
  readonly scene: Scene;
  /** How many requests were started, and how many have settled. */
  started = 0;
  settled = 0;
  /** How often each thing came of a request: `ok`, or a code and what it says of execution. */
  readonly outcomes: Map<string, number> = new Map();
  /** The most requests that one client's session has made. */
  longest = 0;
  /** What pushes carried, in the order they were handled. */
  readonly order: number[] = [];
  readonly #stats: Stats[] = [];
  readonly #random: Random;
  readonly #steps: number;
  readonly #handlers: Gate<string>[] = [];
  readonly #controllers: AbortController[] = [];
  #client: Session | undefined;
  #pushes = 0;
  #ofThisSession = 0;

  constructor({ seed, steps, protocol }: StormOptions) {
    this.#random = seededRandom(seed, 'storm');
    this.#steps = steps;
    const router = this.#createRouter();
    const limits = { maxCancels: false, handlerTimeoutMs: 900 } as const;
    const memory = { chunkBytes: { upTo: 40 }, seed };
    this.scene = new Scene({ router, limits, memory, ...(protocol && { protocol }) });
  }

  /** Answers that came for requests which had been given up. */
  get lateAnswers(): number {
    return this.#stats.reduce((sum, { lateAnswers }) => sum + lateAnswers, 0);
  }

  async run(): Promise<void> {
    await this.scene.serve();
    await this.#connect();
    for (let step = 0; step < this.#steps; step++) await this.#step();
    await this.#calm();
  }

  /** How many requests may still be started at once, of the 64 that the limits allow. */
  async roomForMore(): Promise<number> {
    const before = this.outcomes.get(REFUSED) ?? 0;
    for (let count = 0; count < MAX_PENDING; count++) this.#ask(this.#client!, 'never');
    await this.#calm();
    return MAX_PENDING - ((this.outcomes.get(REFUSED) ?? 0) - before);
  }

  async #step(): Promise<void> {
    const roll = this.#random.next();
    const session = this.#client!;
    if (roll < 0.5) this.#ask(session, this.#body());
    else if (roll < 0.55) this.#ask(this.scene.accepted.at(-1)!, this.#body());
    else if (roll < 0.65) session.send(Say, this.#pushes++);
    else if (roll < 0.72) this.#takeAny(this.#controllers)?.abort();
    else if (roll < 0.86) this.#finishAny();
    else if (roll < 0.93) await setImmediate();
    else if (roll < 0.998) await this.scene.pass(this.#random.below(60));
    else await this.#reconnect();
  }

  #ask(session: Session, body: string): void {
    const number = this.started++;
    if (session === this.#client) this.longest = Math.max(this.longest, ++this.#ofThisSession);
    const controller = new AbortController();
    if (this.#random.chance(0.3)) this.#controllers.push(controller);
    const timeoutMs = 50 + this.#random.below(1500);
    const value = `${number} ${body}`;
    session.request(Echo, value, { timeoutMs, signal: controller.signal }).then(
      (answer) => this.#settle(answer === value ? 'ok' : 'the answer to another request'),
      (error: unknown) => {
        if (error instanceof NetError) this.#settle(`${error.code} ${error.executed}`);
        else this.#settle(String(error));
      },
    );
  }

  #settle(outcome: string): void {
    this.settled++;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  #body(): string {
    return ['now', 'now', 'later', 'later', 'fail', 'never'][this.#random.below(6)]!;
  }

  #finishAny(): void {
    const handler = this.#takeAny(this.#handlers);
    if (this.#random.chance(0.2)) handler?.fail(new Error('no'));
    else handler?.open('');
  }

  #takeAny<T>(from: T[]): T | undefined {
    return from.splice(this.#random.below(from.length), 1)[0];
  }

  async #connect(): Promise<void> {
    const { transport, protocol, clock } = this.scene;
    const limits = { maxPendingRequests: MAX_PENDING, maxCancels: false } as const;
    const router = this.#createRouter();
    const context = createContext({ transports: [], protocol, clock, limits, router });
    this.#stats.push(context.stats);
    this.#ofThisSession = 0;
    await transport.dial(ADDRESS, (connection) => {
      const session = new OpenSession('storm', connection, IDS, context);
      this.#client = session;
      return session.connectionHandler;
    });
  }

  async #reconnect(): Promise<void> {
    const end = this.#random.chance(0.5) ? this.#client! : this.scene.accepted.at(-1)!;
    end.abort();
    if (this.#random.chance(0.5)) await setImmediate();
    await this.#connect();
  }

  /** Let everything come to its end: no request waits longer than two seconds. */
  async #calm(): Promise<void> {
    await this.scene.pass(5000);
    await settle();
  }

  #createRouter(): Router {
    return new Router()
      .handle(Say, (number) => void this.order.push(number), { concurrency: 100 })
      .handle(Echo, (value) => this.#answer(value), { concurrency: 32 });
  }

  #answer(value: string): string | Promise<string> {
    if (value.endsWith('now')) return value;
    if (value.endsWith('fail')) throw new Error('no');
    const handler = gate<string>();
    if (value.endsWith('later')) this.#handlers.push(handler);
    return handler.promise.then(() => value);
  }
}

const Echo = call(1, text, text);
const Say = message(2, {
  encode: (value: number, out) => out.writeUint32(value),
  decode: (bytes) => Buffer.from(bytes).readUInt32BE(),
});
const MAX_PENDING = 64;
const IDS = { first: 1, last: 256 };
const REFUSED = 'TOO_MANY_PENDING no';
