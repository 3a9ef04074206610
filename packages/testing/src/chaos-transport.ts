import type { Abortable, Clock, Connection, Transport } from '@net/core';
import { type Listener, onAbort, type OpenConnection } from '@net/core/extend';
import { ChaosConnection } from './chaos-connection.ts';
import type { ChaosProxyOptions } from './chaos-proxy.ts';
import type { Link } from './link.ts';
import { realClock } from './real-clock.ts';
import { checkSeed, seededRandom } from './seeded-random.ts';
import type { StreamFaults } from './stream-faults.ts';
import { StreamLink } from './stream-link.ts';
import { StreamSchedule } from './stream-schedule.ts';

/** How a chaos transport behaves: the faults of both directions, and whose time passes. */
export type ChaosTransportOptions = ChaosProxyOptions<StreamFaults> & {
  /** Real time by default; with a `VirtualClock`, which the transport within needs too, a run repeats. */
  readonly clock?: Pick<Clock, 'now' | 'endOfTurn' | 'after'>;
};

/** A transport between whose ends anything may happen. */
export interface ChaosTransport extends Transport {
  /** From diallers to listeners. */
  readonly up: Link<StreamFaults>;
  /** From listeners to diallers. */
  readonly down: Link<StreamFaults>;
  /** How many connections have not ended at both ends. */
  readonly connections: number;
  /** Cut both directions. */
  cut(): void;
  /** Heal both. */
  heal(): void;
  /** Reset all connections: neither end hears why. */
  reset(): void;
}

/**
 * Puts faults between the ends of `transport`: what `tcpChaosProxy` does to sockets, for `memory()`
 * and in virtual time. Messages keep their boundaries. While it is cut, a dial waits, and a peer that
 * leaves meanwhile leaves the other one half open.
 *
 * @throws TypeError for a fault out of its range.
 */
export function chaosTransport(
  transport: Transport,
  options: ChaosTransportOptions = {},
): ChaosTransport {
  return new Chaos(transport, options);
}

class Chaos implements ChaosTransport {
  readonly schemes: readonly string[];
  readonly up: StreamLink;
  readonly down: StreamLink;
  readonly #inner: Transport;
  readonly #clock: Pick<Clock, 'now' | 'endOfTurn' | 'after'>;
  readonly #seed: number;
  readonly #ends = new Set<ChaosConnection>();
  #dialled = 0;
  #accepted = 0;

  constructor(inner: Transport, options: ChaosTransportOptions) {
    const { clock = realClock, seed = 0, up = {}, down = {}, ...both } = options;
    this.schemes = inner.schemes;
    this.up = new StreamLink({ ...both, ...up });
    this.down = new StreamLink({ ...both, ...down });
    this.#inner = inner;
    this.#clock = clock;
    this.#seed = checkSeed(seed);
  }

  get connections(): number {
    return Math.ceil(this.#ends.size / 2);
  }

  async dial(
    address: string,
    open: OpenConnection,
    { signal }: Abortable = {},
  ): Promise<Connection> {
    if (this.up.isCut) await healed(this.up, signal);
    const label = `connection ${(this.#dialled += 1)} down`;
    let dialled: ChaosConnection | undefined;
    const wrapped: OpenConnection = (inner) => {
      dialled = this.#wrap(inner, this.down, label);
      return dialled.open(open);
    };
    const inner = await this.#inner.dial(address, wrapped, { signal });
    // A transport that has not called open has broken its contract; its connection is passed on.
    return dialled ?? inner;
  }

  listen(address: string, open: OpenConnection, options?: Abortable): Promise<Listener> {
    const wrapped: OpenConnection = (inner) => {
      const label = `connection ${(this.#accepted += 1)} up`;
      return this.#wrap(inner, this.up, label).open(open);
    };
    return this.#inner.listen(address, wrapped, options);
  }

  cut(): void {
    this.up.cut();
    this.down.cut();
  }

  heal(): void {
    this.up.heal();
    this.down.heal();
  }

  reset(): void {
    for (const end of this.#ends) end.reset();
  }

  #wrap(inner: Connection, link: StreamLink, label: string): ChaosConnection {
    const schedule = new StreamSchedule(seededRandom(this.#seed, label));
    const end = new ChaosConnection(inner, { link, schedule, clock: this.#clock });
    this.#ends.add(end);
    end.onEnd = () => this.#ends.delete(end);
    return end;
  }
}

/** Resolves when `link` is healed next. @throws the signal's reason when it is aborted first */
function healed(link: StreamLink, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = link.onHeal(() => {
      stop();
      unwatch();
      resolve();
    });
    const unwatch = onAbort(signal, (reason) => {
      stop();
      reject(reason);
    });
  });
}
