import { type Grant, serve, type Server, type Session } from '@net/core';
import type { Random } from '@net/testing';
import { Correspondent } from './correspondent.ts';
import { pick } from './draw.ts';
import { serverRouter } from './handlers.ts';
import type { World } from './world.ts';

/** The server, which may die or be started anew, and writes to those it knows. */
export class SimServer {
  readonly #world: World;
  readonly #random: Random;
  readonly #correspondent: Correspondent;
  #server: Server | undefined;
  #moving: Promise<void> | undefined;
  #counts: readonly number[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random('server');
    this.#correspondent = new Correspondent(world, world.random('server letters'));
  }

  async start(): Promise<void> {
    const { carrier, configuration } = this.#world;
    const { authenticate } = configuration;
    this.#counts = [];
    this.#server = await serve(carrier.address, {
      ...this.#world.stack(),
      router: serverRouter(this.#world),
      onSession: (session) => void this.#world.watch.number(session),
      ...(authenticate !== 'nobody' && { authenticate: () => this.#examine() }),
    });
  }

  /** Write to somebody, or to all. */
  act(): void {
    const sessions = [...(this.#server?.sessions.values() ?? [])];
    if (sessions.length === 0) return;
    const session = pick(this.#random, sessions);
    const roll = this.#random.next();
    const { types } = this.#world;
    if (roll < 0.4) this.#correspondent.say(session, types.tell, session);
    else if (roll < 0.7) void this.#correspondent.ask(session, types.ask, session);
    else if (roll < 0.8) this.#correspondent.cancel();
    else if (roll < 0.95) this.#tellAll();
    else if (roll < 0.97) this.#leave(session);
  }

  /** End, and begin again after a while: without a word, or in good order. */
  restart(isOrderly: boolean): void {
    const server = this.#server;
    if (server === undefined || this.#moving !== undefined) return;
    this.#moving = this.#move(server, isOrderly);
  }

  /** See that its counters only count up. */
  check(): void {
    if (this.#server === undefined) return;
    const { sessions: _, ...stats } = this.#server.stats();
    const counts = Object.values(stats);
    if (this.#counts.some((count, index) => count > counts[index]!)) {
      this.#world.fail(`a counter went down: ${this.#counts.join()} to ${counts.join()}`);
    }
    this.#counts = counts;
  }

  /** Close for good. */
  async end(): Promise<void> {
    await this.#moving;
    const server = this.#server;
    if (server === undefined) return;
    await (this.#random.chance(0.7) ? server.close() : this.#kill(server));
    if (server.sessions.size > 0) this.#world.fail(`${server.sessions.size} sessions are left`);
  }

  async #move(server: Server, isOrderly: boolean): Promise<void> {
    await (isOrderly ? server.close() : this.#kill(server));
    await this.#world.pause(this.#random.below(1000));
    await this.start();
    this.#moving = undefined;
  }

  /** Every connection ends, and nobody listens any more. */
  #kill(server: Server): Promise<void> {
    for (const session of server.sessions.values()) session.abort();
    return server.close({ signal: AbortSignal.abort() });
  }

  async #examine(): Promise<Grant> {
    const { authenticate, expiresInMs } = this.#world.configuration;
    if (authenticate === 'later') await this.#world.pause(this.#random.below(300));
    return { identity: 'guest', expiresInMs };
  }

  #tellAll(): void {
    const { ledger, types } = this.#world;
    const letter = ledger.write({ session: 0, fill: this.#random.below(20), isBroadcast: true });
    this.#server?.broadcast(types.tell, letter);
  }

  #leave(session: Session): void {
    if (this.#random.chance(0.5)) void session.close();
    else session.abort();
  }
}
