import type { Transport } from '@net/core';
import {
  chaosTransport,
  memory,
  type MemoryOptions,
  type VirtualClock,
  VirtualNetwork,
} from '@net/testing';
import type { Configuration } from './configuration.ts';
import { Datagrams } from './datagrams.ts';

/** What bytes travel on, and how it is spoiled. Where a fault is not possible nothing happens. */
export interface Carrier {
  readonly transport: Transport;
  /** Where the server listens. */
  readonly address: string;
  /** Let nothing through in these directions. */
  cut(ways: { readonly up: boolean; readonly down: boolean }): void;
  /** Let everything through again. */
  heal(): void;
  /** End all connections at once. */
  reset(): void;
  /** Stand still for long, or lose much, from now on. */
  spoil(): void;
  /** From now on lose nothing, and be quick. */
  calm(): void;
}

export function createCarrier(configuration: Configuration, clock: VirtualClock): Carrier {
  if (configuration.carrier === 'network') return new NetworkCarrier(configuration, clock);
  if (configuration.carrier === 'chaos') return new ChaosCarrier(configuration, clock);
  return new MemoryCarrier(configuration, clock);
}

/** Delivers at once. Only datagrams can get lost. */
class MemoryCarrier implements Carrier {
  readonly transport: Transport;
  readonly address = 'memory://server';

  constructor(configuration: Configuration, clock: VirtualClock) {
    const { loss = 0, duplicate = 0, reorder = 0 } = configuration.datagramFaults;
    const chances = configuration.kind === 'datagram' ? { loss, duplicate, reorder } : {};
    this.transport = memory({ ...memoryOptions(configuration), ...chances, clock });
  }

  cut(): void {}
  heal(): void {}
  reset(): void {}
  spoil(): void {}
  calm(): void {}
}

/** Streams and messages that take their time. */
class ChaosCarrier implements Carrier {
  readonly transport: ReturnType<typeof chaosTransport>;
  readonly address = 'memory://server';

  constructor(configuration: Configuration, clock: VirtualClock) {
    const { seed, streamFaults, chunkBytes } = configuration;
    const inner = memory({ ...memoryOptions(configuration), clock });
    const faults = { ...streamFaults, chunkBytes };
    this.transport = chaosTransport(inner, { ...faults, seed, clock });
  }

  cut({ up, down }: { readonly up: boolean; readonly down: boolean }): void {
    if (up) this.transport.up.cut();
    if (down) this.transport.down.cut();
  }

  heal(): void {
    this.transport.heal();
  }

  reset(): void {
    this.transport.reset();
  }

  spoil(): void {
    const { up, down } = this.transport;
    for (const link of [up, down]) link.alter({ stall: { probability: 0.2, ms: 300 } });
  }

  calm(): void {
    const { up, down } = this.transport;
    for (const link of [up, down]) link.alter({ delayMs: 1 });
  }
}

/** Datagrams that are late, lost, repeated and out of order. */
class NetworkCarrier implements Carrier {
  readonly transport: Datagrams;
  readonly address = 'virtual://server';
  readonly #network: VirtualNetwork;

  constructor({ seed, datagramFaults }: Configuration, clock: VirtualClock) {
    this.#network = new VirtualNetwork({ ...datagramFaults, seed, clock });
    this.transport = new Datagrams({ network: this.#network, clock });
  }

  cut({ up, down }: { readonly up: boolean; readonly down: boolean }): void {
    for (const dialler of this.transport.diallers) {
      if (up) this.#network.link(dialler, this.address).cut();
      if (down) this.#network.link(this.address, dialler).cut();
    }
  }

  heal(): void {
    for (const dialler of this.transport.diallers) this.#network.heal(dialler, this.address);
  }

  reset(): void {}

  spoil(): void {
    this.#network.alter({ loss: 0.8, delayMs: 20 });
  }

  calm(): void {
    this.#network.alter({ delayMs: 1 });
  }
}

function memoryOptions(configuration: Configuration): MemoryOptions {
  const { seed, kind, highWaterMark, chunkBytes, carrier } = configuration;
  const cuts = carrier === 'memory' && chunkBytes !== false ? { chunkBytes } : {};
  return { seed, kind, highWaterMark, ...cuts };
}
