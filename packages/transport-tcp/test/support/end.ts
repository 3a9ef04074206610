import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';

/** One end of a connection: records what it is told, and lets a test wait for it. */
export class End implements ConnectionHandler {
  readonly connection: Connection;
  readonly closes: (Error | undefined)[] = [];
  drains = 0;
  receivedBytes = 0;
  /** Called with each chunk, from inside `onData`. */
  whenData: (bytes: Uint8Array) => void = () => {};
  /** Called from inside `onDrain`. */
  whenDrain: () => void = () => {};
  #chunks: Uint8Array[] = [];
  #waits: { readonly isTrue: () => boolean; readonly resolve: () => void }[] = [];

  constructor(connection: Connection) {
    this.connection = connection;
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Resolves when something was reported after which `isTrue`, or at once. */
  until(isTrue: () => boolean): Promise<void> {
    if (isTrue()) return Promise.resolve();
    return new Promise((resolve) => this.#waits.push({ isTrue, resolve }));
  }

  untilReceived(bytes: number): Promise<void> {
    return this.until(() => this.receivedBytes >= bytes);
  }

  /** What `onClose` was called with. */
  async untilClosed(): Promise<Error | undefined> {
    await this.until(() => this.closes.length > 0);
    return this.closes[0];
  }

  send(text: string): boolean {
    return this.connection.send(Buffer.from(text));
  }

  onData(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.receivedBytes += bytes.length;
    this.whenData(bytes);
    this.#look();
  }

  onDrain(): void {
    this.drains += 1;
    this.whenDrain();
    this.#look();
  }

  onClose(error?: Error): void {
    this.closes.push(error);
    this.#look();
  }

  #look(): void {
    const waits = this.#waits;
    this.#waits = waits.filter(({ isTrue }) => !isTrue());
    for (const wait of waits) if (!this.#waits.includes(wait)) wait.resolve();
  }
}
