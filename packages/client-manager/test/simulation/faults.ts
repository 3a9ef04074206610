import type { Random } from '@net/testing';
import type { FaultName } from './configuration.ts';
import { pick } from './draw.ts';
import type { SimServer } from './sim-server.ts';
import type { TappedConnection } from './tap.ts';
import type { World } from './world.ts';

/** Makes things go wrong at random moments, until it is told to heal them. */
export class Faults {
  readonly #world: World;
  readonly #server: SimServer;
  readonly #random: Random;
  readonly #frozen = new Set<TappedConnection>();

  constructor(world: World, server: SimServer) {
    this.#world = world;
    this.#server = server;
    this.#random = world.random('faults');
  }

  /** Let one thing go wrong. */
  act(): void {
    const { faults } = this.#world.configuration;
    if (faults.length === 0) return;
    const name = pick(this.#random, faults);
    this.#world.trace.add(`fault ${name}`, 0);
    this.#make[name]();
  }

  /** Let everything go on. */
  heal(): void {
    const { carrier } = this.#world;
    for (const connection of this.#frozen) connection.freeze(false);
    this.#frozen.clear();
    carrier.calm();
    carrier.heal();
  }

  readonly #make: Record<FaultName, () => void> = {
    abort: () => this.#pickConnection()?.abort(),
    vanish: () => this.#pickConnection()?.mute(),
    reset: () => this.#world.carrier.reset(),
    cut: () => this.#cut(),
    kill: () => this.#server.restart(false),
    restart: () => this.#server.restart(true),
    freeze: () => this.#freeze(),
    spoil: () => this.#world.carrier.spoil(),
  };

  #cut(): void {
    const { carrier } = this.#world;
    const ways = pick(this.#random, [
      { up: true, down: true },
      { up: true, down: false },
      { up: false, down: true },
    ]);
    carrier.cut(ways);
    this.#world.after(this.#random.below(1500), () => carrier.heal());
  }

  #freeze(): void {
    const connection = this.#pickConnection();
    if (connection === undefined || this.#frozen.has(connection)) return;
    this.#frozen.add(connection);
    connection.freeze(true);
    this.#world.after(this.#random.below(1500), () => {
      if (this.#frozen.delete(connection)) connection.freeze(false);
    });
  }

  #pickConnection(): TappedConnection | undefined {
    const open = [...this.#world.transport.open];
    return open.length === 0 ? undefined : pick(this.#random, open);
  }
}
