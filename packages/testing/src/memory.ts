import { type Abortable, type Clock, NetError, type OpenConnection } from '@net/core';
import type { Connection, Transport } from '@net/core';
import type { ConnectionKind, Listener } from '@net/core/extend';
import { MemoryConnection, type MemoryWire } from './memory-connection.ts';
import { makeOutbox, type OutboxOptions } from './outbox.ts';
import { realClock } from './real-clock.ts';
import { type Random, seededRandom } from './seeded-random.ts';

/** How a memory transport behaves. */
export interface MemoryOptions {
  /** What its connections are. `'stream'`. */
  readonly kind?: ConnectionKind;
  /** What runs things at the end of a turn, and the grace of `close`. Microtasks and real time. */
  readonly clock?: Pick<Clock, 'endOfTurn' | 'after'>;
  /** Bytes that wait for the far end at which `send` says `false`. 64 KiB. */
  readonly highWaterMark?: number;
  /** Bytes that one `send` may have. `Infinity`; of datagrams 65,507. A larger one aborts. */
  readonly maxSendBytes?: number;
  /** Whether connections have `pause` and `resume`. True, but for datagrams. */
  readonly isPausable?: boolean;
  /** How long `close` waits for a paused far end before it aborts. 5,000 ms. */
  readonly closeGraceMs?: number;
  /** Of a stream: cut it into pieces of so many bytes, or of 1 to `upTo` by chance. Cut as sent. */
  readonly chunkBytes?: number | { readonly upTo: number };
  /** Of datagrams: the probability that one is lost. 0. */
  readonly loss?: number;
  /** Of datagrams: the probability that one arrives twice. 0. */
  readonly duplicate?: number;
  /** Of datagrams: the probability that one falls behind others of its turn. 0. */
  readonly reorder?: number;
  /** What chance is drawn from: the same seed gives the same run. 0. */
  readonly seed?: number;
}

/**
 * A transport within this process, of scheme `memory`: `memory://name`. A dialler finds the
 * listeners of the same `memory()` only. Everything is delivered at the end of a turn of its clock,
 * all of it: two ends that answer each other forever leave no time for anything else.
 *
 * @throws TypeError for an option out of its range, or one that means nothing to the kind.
 */
export function memory(options: MemoryOptions = {}): Transport {
  checkOptions(options);
  return new MemoryTransport(options);
}

class MemoryTransport implements Transport {
  readonly schemes: readonly string[] = ['memory'];
  readonly #listeners = new Map<string, MemoryListener>();
  readonly #wire: MemoryWire;
  readonly #outbox: OutboxOptions;
  readonly #random: Random;
  #lastDialler = 0;

  constructor(options: MemoryOptions) {
    const { kind = 'stream', chunkBytes, loss = 0, duplicate = 0, reorder = 0, seed = 0 } = options;
    this.#wire = {
      kind,
      clock: options.clock ?? realClock,
      highWaterMark: options.highWaterMark ?? 64 * 1024,
      maxSendBytes: options.maxSendBytes ?? (kind === 'datagram' ? MAX_UDP_BYTES : Infinity),
      isPausable: options.isPausable ?? kind !== 'datagram',
      closeGraceMs: options.closeGraceMs ?? 5000,
    };
    this.#outbox = { chunkBytes, loss, duplicate, reorder };
    this.#random = seededRandom(seed, 'memory');
  }

  async dial(
    address: string,
    open: OpenConnection,
    { signal }: Abortable = {},
  ): Promise<Connection> {
    checkAddress(address);
    await this.#endOfTurn(signal);
    const listener = this.#listeners.get(address);
    if (listener === undefined) {
      throw new NetError('CONNECTION_REFUSED', `nobody listens on ${address}`);
    }
    return this.#connect(address, open, listener.open);
  }

  async listen(
    address: string,
    open: OpenConnection,
    { signal }: Abortable = {},
  ): Promise<Listener> {
    checkAddress(address);
    await this.#endOfTurn(signal);
    if (this.#listeners.has(address)) {
      throw new NetError('ADDRESS_IN_USE', `somebody listens on ${address} already`);
    }
    const listener = new MemoryListener(address, open, this.#listeners);
    this.#listeners.set(address, listener);
    return listener;
  }

  /** The wait during which an operation can be called off. */
  async #endOfTurn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve) => this.#wire.clock.endOfTurn(resolve));
    signal?.throwIfAborted();
  }

  /** Make both ends and open them, the accepted one first: it may refuse. */
  #connect(address: string, open: OpenConnection, accept: OpenConnection): Connection {
    const name = `memory://dialler-${(this.#lastDialler += 1)}`;
    const dialler = new MemoryConnection(this.#wire, name, address, this.#makeOutbox());
    const accepted = new MemoryConnection(this.#wire, address, name, this.#makeOutbox());
    MemoryConnection.join(dialler, accepted);
    try {
      accepted.open(accept);
      dialler.open(open);
    } catch (cause) {
      dialler.abort();
      throw new NetError('CONNECT_FAILED', `opening ${address} failed`, { cause });
    }
    return dialler;
  }

  #makeOutbox(): ReturnType<typeof makeOutbox> {
    return makeOutbox(this.#wire.kind, this.#outbox, this.#random);
  }
}

/** A name that is taken until it is closed. */
class MemoryListener implements Listener {
  readonly address: string;
  readonly open: OpenConnection;
  readonly #listeners: Map<string, MemoryListener>;

  constructor(address: string, open: OpenConnection, listeners: Map<string, MemoryListener>) {
    this.address = address;
    this.open = open;
    this.#listeners = listeners;
  }

  async close(): Promise<void> {
    if (this.#listeners.get(this.address) === this) this.#listeners.delete(this.address);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** @throws NetError `BAD_ADDRESS` */
function checkAddress(address: string): void {
  if (/^memory:\/\/[\w.:-]{1,100}$/.test(address)) return;
  const given = JSON.stringify(address.slice(0, 200));
  throw new NetError('BAD_ADDRESS', `expected memory://name, got ${given}`);
}

/** @throws TypeError */
function checkOptions(options: MemoryOptions): void {
  const { kind = 'stream', chunkBytes, highWaterMark, maxSendBytes, closeGraceMs } = options;
  const chunk = typeof chunkBytes === 'object' ? chunkBytes.upTo : chunkBytes;
  if (chunk !== undefined && !Number.isSafeInteger(chunk)) refuse('chunkBytes', chunk);
  for (const [name, value] of Object.entries({
    chunk,
    highWaterMark,
    maxSendBytes,
    closeGraceMs,
  })) {
    if (value !== undefined && !(value > 0)) refuse(name, value);
  }
  for (const name of ['loss', 'duplicate', 'reorder'] as const) {
    const value = options[name] ?? 0;
    if (!(value >= 0 && value <= 1)) refuse(name, value);
    if (value > 0 && kind !== 'datagram') throw new TypeError(`${name} is for datagrams only`);
  }
  if (chunk !== undefined && kind !== 'stream') {
    throw new TypeError('chunkBytes is for streams only');
  }
}

function refuse(name: string, value: number): never {
  throw new TypeError(`${value} is out of the range of memory's option ${name}`);
}

const MAX_UDP_BYTES = 65_507;
