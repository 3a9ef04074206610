import type { Random } from '@net/testing';
import { createClient, type ManagedClient } from '../../src/index.ts';
import { Correspondent } from './correspondent.ts';
import { pick } from './draw.ts';
import { clientRouter } from './handlers.ts';
import type { World } from './world.ts';

/** A client of `createClient`, which must come back whatever happens. */
export class LastingClient {
  readonly client: ManagedClient;
  readonly #world: World;
  readonly #random: Random;
  readonly #correspondent: Correspondent;
  #isAsking = false;
  #wasAnswered = false;
  #isEnding = false;

  constructor(world: World, name: string) {
    const { configuration, carrier } = world;
    const chance = world.random(`${name} backoff`);
    this.#world = world;
    this.#random = world.random(name);
    this.#correspondent = new Correspondent(world, world.random(`${name} letters`));
    this.client = createClient(carrier.address, {
      ...world.stack(),
      router: clientRouter(world),
      handshake: configuration.saysHello ? {} : false,
      reconnect: { firstMs: 200, baseMs: 100, capMs: 1000 },
      connectTimeoutMs: 2000,
      queue: configuration.hasQueue ? { maxRequests: QUEUE, ttlMs: 1000 } : undefined,
      random: () => chance.next(),
    });
    this.client.onState(({ name: state }) => world.trace.add(state, Number(name.at(-1))));
  }

  /** Do one thing. */
  act(): void {
    const { types, configuration } = this.#world;
    const { client } = this;
    const roll = this.#random.next();
    const { canRequest } = this.#world;
    // Without a session most things would only fail; with a queue requests wait.
    const isIdle = client.session === undefined && !(configuration.hasQueue && canRequest);
    if (isIdle && roll < 0.9) return;
    if (roll < (canRequest ? 0.6 : 0.05)) {
      const type = types.calls[pick(this.#random, configuration.calls)];
      // What waits, or is repeated, goes by a session that is not known here.
      const session = configuration.hasQueue ? undefined : client.session;
      void this.#correspondent.ask(client, type, session);
    } else if (roll < 0.9) {
      this.#correspondent.say(client, types.say, client.session);
    } else {
      this.#correspondent.cancel();
    }
  }

  /** Ask until there is an answer, one request at a time. @returns whether there has been one */
  rollCall(): boolean {
    const isReady = this.client.state.name === 'ready';
    if (!isReady) return false;
    if (this.#world.canRequest && !this.#wasAnswered) void this.#askOnce();
    return this.#wasAnswered || !this.#world.canRequest;
  }

  /** See that no more waits than may. */
  check(): void {
    const { maxPendingRequests = 1024 } = this.#world.configuration.limits;
    const most = Number(maxPendingRequests) + QUEUE;
    const { pendingRequests, state } = this.client;
    if (pendingRequests > most) this.#world.fail(`${pendingRequests} requests of a client wait`);
    if (state.name === 'closed' && !this.#isEnding) {
      this.#world.fail(`a client has given up: ${String(state.error)}`);
    }
  }

  /** Dial no more. */
  end(): void {
    this.#isEnding = true;
    if (this.#random.chance(0.7)) void this.client.close();
    else this.client.abort();
  }

  async #askOnce(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    // Its handler asks back, which must be answered whatever else waits.
    const { back } = this.#world.types.calls;
    this.#wasAnswered = await this.#correspondent.ask(this.client, back, undefined);
    this.#isAsking = false;
  }
}

const QUEUE = 5;
