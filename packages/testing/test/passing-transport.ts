import type { Abortable, Connection, Transport, OpenConnection } from '@net/core';
import type { ConnectionHandler, ConnectionKind, Listener } from '@net/core/extend';
import { memory, type MemoryOptions } from '../src/memory.ts';
import type { transportContract } from '../src/transport-contract.ts';
import { failures } from './verdicts.ts';

/** The names of the contract's tests that fail when connections go through `broken`. */
export function connectionVerdict(
  contract: typeof transportContract,
  broken: typeof PassingConnection,
  options: MemoryOptions = {},
): Promise<string[]> {
  return transportVerdict(contract, new PassingTransport(options, broken));
}

/** The names of the contract's tests that `transport` fails. */
export function transportVerdict(
  contract: typeof transportContract,
  transport: Transport,
): Promise<string[]> {
  let names = 0;
  const address = (): string => `memory://contract-${(names += 1)}`;
  const options = { transport, address, timeoutMs: 50, stallMs: 20 };
  return failures((define) => contract(define, options));
}

/** Passes everything on, both ways. Made to be broken by overriding. */
export class PassingConnection implements Connection, ConnectionHandler {
  readonly inner: Connection;
  handler: ConnectionHandler | undefined;

  constructor(inner: Connection) {
    this.inner = inner;
  }

  get kind(): ConnectionKind {
    return this.inner.kind;
  }

  get local(): string {
    return this.inner.local;
  }

  get remote(): string {
    return this.inner.remote;
  }

  get maxSendBytes(): number {
    return this.inner.maxSendBytes;
  }

  get bufferedBytes(): number {
    return this.inner.bufferedBytes;
  }

  send(bytes: Uint8Array): boolean {
    return this.inner.send(bytes);
  }

  pause(): void {
    this.inner.pause?.();
  }

  resume(): void {
    this.inner.resume?.();
  }

  close(options?: Abortable): Promise<void> {
    return this.inner.close(options);
  }

  abort(reason?: Error): void {
    this.inner.abort(reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.inner[Symbol.asyncDispose]();
  }

  onData(bytes: Uint8Array): void {
    this.handler?.onData(bytes);
  }

  onDrain(): void {
    this.handler?.onDrain();
  }

  onClose(error?: Error): void {
    this.handler?.onClose(error);
  }
}

/** A memory transport whose connections pass through a class of choice. */
export class PassingTransport implements Transport {
  readonly schemes: readonly string[] = ['memory'];
  readonly inner: Transport;
  readonly #passing: typeof PassingConnection;

  constructor(options: MemoryOptions = {}, passing: typeof PassingConnection = PassingConnection) {
    this.inner = memory(options);
    this.#passing = passing;
  }

  async dial(address: string, open: OpenConnection, options?: Abortable): Promise<Connection> {
    let outer: Connection | undefined;
    const inner = await this.inner.dial(
      address,
      this.wrap(open, (made) => (outer = made)),
      options,
    );
    return outer ?? inner;
  }

  listen(address: string, open: OpenConnection, options?: Abortable): Promise<Listener> {
    return this.inner.listen(address, this.wrap(open), options);
  }

  wrap(open: OpenConnection, seen: (outer: Connection) => void = () => {}): OpenConnection {
    return (inner) => {
      const outer = new this.#passing(inner);
      seen(outer);
      outer.handler = open(outer);
      return outer;
    };
  }
}
