import { Samples } from '../../lib/samples.ts';
import type { Player } from '../player.ts';

/** Asks the server to echo a player, and says how that went: one of the two, later, once. */
export type Ask = (
  player: Player,
  answered: (reply: unknown) => void,
  failed: (error: unknown) => void,
) => void;

interface Wanted {
  readonly count: number;
  readonly window: number;
}

/** Runs a round for each message from the benchmark, `window` requests in flight. */
export function driveRounds(ask: Ask): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (wanted: Wanted) => {
    new Round(ask, wanted, (result) => process.send?.(result)).begin();
  });
  console.log(JSON.stringify({ ready: true }));
}

class Round {
  readonly #ask: Ask;
  readonly #wanted: Wanted;
  readonly #onEnd: (result: object) => void;
  readonly #samples = new Samples();
  readonly #startedMs = performance.now();
  readonly #cpu = process.cpuUsage();
  #sent = 0;
  #settled = 0;
  #failures = 0;
  #failure: string | undefined;

  constructor(ask: Ask, wanted: Wanted, onEnd: (result: object) => void) {
    this.#ask = ask;
    this.#wanted = wanted;
    this.#onEnd = onEnd;
  }

  begin(): void {
    for (let i = 0; i < this.#wanted.window; i++) this.#send();
  }

  #send(): void {
    if (this.#sent === this.#wanted.count) return;
    const player = { id: ++this.#sent, name: 'player', x: 1.5, y: 2.5, text: 'hello' };
    const sentMs = performance.now();
    this.#ask(
      player,
      (reply) => {
        if (!isSame(reply as Player, player)) this.#fail(`${JSON.stringify(reply)} came back`);
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

function isSame(reply: Player, sent: Player): boolean {
  return (
    reply.id === sent.id &&
    reply.name === sent.name &&
    reply.x === sent.x &&
    reply.y === sent.y &&
    reply.text === sent.text
  );
}
