import type { Clock } from '@net/core';
import { type DatagramFaults, resolveDatagramFaults } from './datagram-faults.ts';
import { DatagramLink } from './datagram-link.ts';
import type { Link } from './link.ts';
import { copyOf } from './sample-bytes.ts';
import { checkSeed } from './seeded-random.ts';

/** How a network behaves: the faults are those of every link until a link is altered. */
export interface VirtualNetworkOptions extends DatagramFaults {
  /** Whose time passes; nothing arrives unless it is advanced. */
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** What chance is drawn from: the same seed gives the same run. 0. */
  readonly seed?: number;
}

/** Who receives what is sent to an address; it owns `bytes` from then on. */
export type OnDatagram = (bytes: Uint8Array, from: string) => void;

/** An address in a virtual network. */
export interface VirtualSocket {
  readonly address: string;
  /** Send to another address, now. Copies `bytes`. */
  send(bytes: Uint8Array, to: string): void;
  /** Take another address, as behind a NAT that has forgotten. @throws TypeError when it is taken. */
  rebind(address: string): void;
  /** Receive no more. */
  close(): void;
}

/**
 * A network of datagrams within a test: loss, bursts, duplication, delay, reordering, corruption and
 * a bottleneck, on the time of a clock and with the chance of a seed. Each pair of addresses has two
 * links, one for each direction, with chance of its own.
 *
 * @throws TypeError for an option out of its range.
 */
export class VirtualNetwork {
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  readonly #seed: number;
  #faults: DatagramFaults;
  readonly #receivers = new Map<string, OnDatagram>();
  readonly #links = new Map<string, Map<string, DatagramLink>>();

  constructor({ clock, seed = 0, ...faults }: VirtualNetworkOptions) {
    this.#clock = clock;
    this.#seed = checkSeed(seed);
    this.#faults = resolveDatagramFaults(faults);
  }

  /** Receive at `address`, any text. @throws TypeError when it is taken. */
  bind(address: string, onDatagram: OnDatagram): VirtualSocket {
    this.#occupy(address, onDatagram);
    let own = address;
    return {
      get address() {
        return own;
      },
      send: (bytes, to) => this.send(own, to, bytes),
      rebind: (next) => {
        this.#occupy(next, onDatagram);
        this.#vacate(own, onDatagram);
        own = next;
      },
      close: () => this.#vacate(own, onDatagram),
    };
  }

  /** Send as `from`, whoever is bound there: a forged source. Copies `bytes`. */
  send(from: string, to: string, bytes: Uint8Array): void {
    this.#link(from, to).send(copyOf(bytes), (arrived) => this.#receivers.get(to)?.(arrived, from));
  }

  /** The direction from one address to another, to cut, heal, alter and look at. */
  link(from: string, to: string): Link<DatagramFaults> {
    return this.#link(from, to);
  }

  /** From now on all links have these faults, those to come too. @throws TypeError naming the option */
  alter(faults: DatagramFaults): void {
    this.#faults = resolveDatagramFaults(faults);
    for (const links of this.#links.values()) {
      for (const link of links.values()) link.alter(faults);
    }
  }

  /** Cut both directions between two addresses. */
  cut(one: string, other: string): void {
    this.#link(one, other).cut();
    this.#link(other, one).cut();
  }

  /** Heal both. */
  heal(one: string, other: string): void {
    this.#link(one, other).heal();
    this.#link(other, one).heal();
  }

  #occupy(address: string, onDatagram: OnDatagram): void {
    if (this.#receivers.has(address)) throw new TypeError(`${address} is bound already`);
    this.#receivers.set(address, onDatagram);
  }

  #vacate(address: string, onDatagram: OnDatagram): void {
    if (this.#receivers.get(address) === onDatagram) this.#receivers.delete(address);
  }

  #link(from: string, to: string): DatagramLink {
    let links = this.#links.get(from);
    if (links === undefined) this.#links.set(from, (links = new Map()));
    let link = links.get(to);
    if (link === undefined) {
      const label = JSON.stringify([from, to]);
      const [clock, seed, faults] = [this.#clock, this.#seed, this.#faults];
      link = new DatagramLink({ clock, seed, label, faults });
      links.set(to, link);
    }
    return link;
  }
}
