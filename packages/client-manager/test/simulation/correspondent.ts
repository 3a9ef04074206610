import type { CallType, MessageType, RequestOptions, Session } from '@net/core';
import { NetError } from '@net/core';
import type { Random } from '@net/testing';
import { pick } from './draw.ts';
import { LATE_MS } from './handlers.ts';
import type { Letter } from './letters.ts';
import type { World } from './world.ts';

/** What can be written to: a session, or a client that has one now and then. */
export interface Mailbox {
  send(type: MessageType<Letter>, letter: Letter): boolean;
  request(type: CallType<Letter, Letter>, letter: Letter, options: RequestOptions): Promise<Letter>;
}

/** Sends and asks by chance, and calls some of it off again. */
export class Correspondent {
  readonly #world: World;
  readonly #random: Random;
  readonly #inFlight: Cancellable[] = [];

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** Send a letter that is not answered. `session` is the one it goes by, where that is certain. */
  say(mailbox: Mailbox, type: MessageType<Letter>, session: Session | undefined): void {
    const { ledger } = this.#world;
    const letter = ledger.write({ session: this.#numberOf(session), fill: this.#fill() });
    try {
      mailbox.send(type, letter);
      if (session !== undefined && this.#world.watch.open.has(session)) ledger.taken(letter);
    } catch (error) {
      this.#checkRefusal(error);
    }
  }

  /** Ask, and hand on what comes of it. Sometimes it may be cancelled. @returns whether it was answered */
  async ask(
    mailbox: Mailbox,
    type: CallType<Letter, Letter>,
    session: Session | undefined,
  ): Promise<boolean> {
    const { ledger, clock, configuration } = this.#world;
    const random = this.#random;
    const timeoutMs = pick(random, [undefined, undefined, 1, 50, 400]);
    const waitMs = timeoutMs ?? configuration.limits.requestTimeoutMs ?? 0;
    const dueAtMs = clock.now() + waitMs + 2 * LATE_MS;
    const letter = ledger.ask({ session: this.#numberOf(session), fill: this.#fill(), dueAtMs });
    const signal = this.#random.chance(0.3) ? this.#cancellable(letter) : undefined;
    try {
      ledger.answer(letter, await mailbox.request(type, letter, { timeoutMs, signal }));
      return true;
    } catch (error) {
      ledger.reject(letter, error);
      return false;
    }
  }

  /** Call off one of the requests that may be. */
  cancel(): void {
    const at = this.#random.below(this.#inFlight.length);
    const [chosen] = this.#inFlight.splice(at, 1);
    if (chosen === undefined) return;
    this.#world.ledger.cancel(chosen.letter);
    chosen.controller.abort();
  }

  #cancellable(letter: Letter): AbortSignal {
    const controller = new AbortController();
    this.#inFlight.push({ letter, controller });
    if (this.#inFlight.length > MOST_CANCELLABLE) this.#inFlight.shift();
    return controller.signal;
  }

  #numberOf(session: Session | undefined): number {
    return session === undefined ? 0 : this.#world.watch.number(session);
  }

  #fill(): number {
    const { maxBodyBytes } = this.#world.configuration;
    return this.#random.below(this.#random.chance(0.8) ? 20 : maxBodyBytes);
  }

  #checkRefusal(error: unknown): void {
    if (error instanceof NetError && !this.#world.impossible.has(error.code)) {
      this.#world.trace.add(error.code, 0);
    } else {
      this.#world.fail(`a send has thrown ${String(error)}`);
    }
  }
}

/** A request that may be called off. */
interface Cancellable {
  readonly letter: Letter;
  readonly controller: AbortController;
}

const MOST_CANCELLABLE = 20;
