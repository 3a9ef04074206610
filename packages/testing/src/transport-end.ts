import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';

/**
 * One end of a connection in a test of a transport: records what it is told, and lets the test
 * wait for it. Return one from `open`.
 */
export class TransportEnd<Opened extends Connection = Connection> implements ConnectionHandler {
  readonly connection: Opened;
  /** What each call of `onClose` was given. More than one breaks the contract. */
  readonly closes: (Error | undefined)[] = [];
  /** How often `onDrain` was called. */
  drains = 0;
  receivedBytes = 0;
  /** Called with each chunk, from inside `onData`. */
  whenData: (bytes: Uint8Array) => void = () => {};
  /** Called from inside `onDrain`. */
  whenDrain: () => void = () => {};
  readonly #chunks: Uint8Array[] = [];
  #waits: { readonly isTrue: () => boolean; readonly resolve: () => void }[] = [];

  constructor(connection: Opened) {
    this.connection = connection;
  }

  /** All bytes so far, in order; a copy. */
  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Resolves when something was reported after which `isTrue`, or at once. Waits without limit. */
  until(isTrue: () => boolean): Promise<void> {
    if (isTrue()) return Promise.resolve();
    return new Promise((resolve) => this.#waits.push({ isTrue, resolve }));
  }

  /** Resolves when `bytes` have been received since the connection was opened. */
  untilReceived(bytes: number): Promise<void> {
    return this.until(() => this.receivedBytes >= bytes);
  }

  /** What `onClose` was called with. */
  async untilClosed(): Promise<Error | undefined> {
    await this.until(() => this.closes.length > 0);
    return this.closes[0];
  }

  /** Send `text` as UTF-8. Returns what the connection's `send` does. */
  send(text: string): boolean {
    return this.connection.send(Buffer.from(text));
  }

  onData(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.receivedBytes += bytes.length;
    this.whenData(bytes);
    this.look();
  }

  onDrain(): void {
    this.drains += 1;
    this.whenDrain();
    this.look();
  }

  onClose(error?: Error): void {
    this.closes.push(error);
    this.look();
  }

  /** Resolve what has come true. For subclasses that record more, after each record. */
  protected look(): void {
    const waits = this.#waits;
    this.#waits = waits.filter(({ isTrue }) => !isTrue());
    for (const wait of waits) if (!this.#waits.includes(wait)) wait.resolve();
  }
}
