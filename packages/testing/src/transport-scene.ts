import type { Connection, Transport } from '@net/core';
import type { Listener } from '@net/core/extend';
import type { TransportEnd } from './transport-end.ts';

/** A listener of a `TransportScene`, and the ends it has accepted. */
export interface Bound<End extends TransportEnd = TransportEnd> {
  readonly listener: Listener;
  /** Where to dial it. */
  readonly address: string;
  readonly accepted: readonly End[];
  /** The end that is accepted next, or that was and no one has asked for. */
  next(): Promise<End>;
}

/**
 * Opens listeners and connections for one test of a transport, and closes them all after it: make
 * one, and call `close` in `afterEach`.
 */
export class TransportScene<End extends TransportEnd = TransportEnd> {
  readonly #address: string;
  readonly #makeEnd: (connection: Connection) => End;
  readonly #cleanups: (() => unknown)[] = [];

  /** `address` is where to listen unless a test says otherwise, on a port that the system chooses. */
  constructor(address: string, makeEnd: (connection: Connection) => End) {
    this.#address = address;
    this.#makeEnd = makeEnd;
  }

  /** Run `cleanup` when the scene is closed, before those that are already to be run. */
  after(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup);
  }

  /**
   * Abort and close what was opened, last first. The scene can be used again.
   * @throws AggregateError of what cleanups have thrown, after all were run.
   */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let run = this.#cleanups.pop(); run !== undefined; run = this.#cleanups.pop()) {
      try {
        await run();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'the scene was not closed cleanly');
  }

  /** Listen with ends that record. */
  async listen(transport: Transport, address: string = this.#address): Promise<Bound<End>> {
    const accepted: End[] = [];
    const waiting: ((end: End) => void)[] = [];
    let asked = 0;
    const listener = await transport.listen(address, (connection) => {
      const end = this.#open(connection);
      accepted.push(end);
      waiting.shift()?.(end);
      return end;
    });
    this.after(() => listener.close());
    const next = async (): Promise<End> => {
      const end = accepted[asked++];
      return end ?? new Promise((resolve) => waiting.push(resolve));
    };
    return { listener, address: listener.address, accepted, next };
  }

  /** Listen with connections that send back what they receive. Returns the address. */
  async echo(transport: Transport, address: string = this.#address): Promise<string> {
    const listener = await transport.listen(address, (connection) => {
      this.after(() => connection.abort());
      return {
        onData: (bytes) => void connection.send(bytes),
        onDrain() {},
        onClose() {},
      };
    });
    this.after(() => listener.close());
    return listener.address;
  }

  /** Dial with an end that records. */
  async dial(transport: Transport, address: string, signal?: AbortSignal): Promise<End> {
    let end: End | undefined;
    const open = (connection: Connection): End => (end = this.#open(connection));
    await transport.dial(address, open, { signal });
    if (end === undefined) throw new Error('dial did not call open');
    return end;
  }

  /** Both ends of one connection, to a listener of its own. */
  async pair(
    transport: Transport,
    address?: string,
  ): Promise<[dialled: End, accepted: End, bound: Bound<End>]> {
    const bound = await this.listen(transport, address);
    const dialled = await this.dial(transport, bound.address);
    return [dialled, await bound.next(), bound];
  }

  #open(connection: Connection): End {
    this.after(() => connection.abort());
    return this.#makeEnd(connection);
  }
}
