import { connect, handshake, NetError, type Session } from '@net/core';
import type { Random } from '@net/testing';
import { Correspondent } from './correspondent.ts';
import { pick } from './draw.ts';
import { clientRouter } from './handlers.ts';
import type { World } from './world.ts';

/** A client that opens one session after the other, and closes or drops some. */
export class SessionClient {
  readonly #world: World;
  readonly #random: Random;
  readonly #correspondent: Correspondent;
  #session: Session | undefined;
  #dialling: AbortController | undefined;
  #isEnding = false;
  readonly #askBelow: number;

  constructor(world: World, name: string) {
    this.#world = world;
    this.#askBelow = world.canRequest ? 0.55 : 0.05;
    this.#random = world.random(name);
    this.#correspondent = new Correspondent(world, world.random(`${name} letters`));
  }

  /** Do one thing. */
  act(): void {
    const session = this.#session;
    const roll = this.#random.next();
    if (session === undefined) this.#dialOnce();
    else if (roll < this.#askBelow) this.#ask(session);
    else if (roll < 0.85) this.#correspondent.say(session, this.#world.types.say, session);
    else if (roll < 0.93) this.#correspondent.cancel();
    else if (roll < 0.96) this.#waitDrained(session);
    else if (roll < 0.98) this.#leave(session, true);
    else if (roll < 0.99) this.#leave(session, false);
  }

  /** Leave the last session, in good order or not. */
  end(): void {
    this.#isEnding = true;
    this.#dialling?.abort(new NetError('CANCELLED', 'no dial any more'));
    if (this.#session !== undefined) this.#leave(this.#session, this.#random.chance(0.5));
  }

  #ask(session: Session): void {
    const { types, configuration } = this.#world;
    const type = types.calls[pick(this.#random, configuration.calls)];
    void this.#correspondent.ask(session, type, session);
  }

  #dialOnce(): void {
    if (this.#dialling !== undefined) return;
    const controller = new AbortController();
    this.#dialling = controller;
    void this.#dial(controller).finally(() => (this.#dialling = undefined));
  }

  async #dial(controller: AbortController): Promise<void> {
    const { clock, carrier, configuration, watch } = this.#world;
    const stop = clock.after(DIAL_MS, () => controller.abort(new NetError('CONNECT_TIMEOUT', '')));
    try {
      const session = await connect(carrier.address, {
        ...this.#world.stack(),
        router: clientRouter(this.#world),
        control: configuration.saysHello ? handshake() : undefined,
        signal: controller.signal,
      });
      watch.number(session);
      this.#session = session;
      void session.closed.then(() => this.#forget(session));
      if (this.#isEnding) session.abort();
    } catch (error) {
      this.#onRefused(error);
    } finally {
      stop();
    }
  }

  #onRefused(error: unknown): void {
    const { trace, impossible } = this.#world;
    if (!(error instanceof NetError) || impossible.has(error.code)) {
      return this.#world.fail(`a dial has failed with ${String(error)}`);
    }
    trace.add(`refused ${error.code}`, 0);
  }

  #waitDrained(session: Session): void {
    session.drained().then(
      () => this.#world.trace.add('drained', this.#world.watch.number(session)),
      (error: unknown) => this.#onRefused(error),
    );
  }

  #leave(session: Session, isOrderly: boolean): void {
    this.#forget(session);
    if (isOrderly) void session.close();
    else session.abort();
  }

  #forget(session: Session): void {
    if (this.#session === session) this.#session = undefined;
  }
}

const DIAL_MS = 2000;
