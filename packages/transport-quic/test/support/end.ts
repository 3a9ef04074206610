import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import type { QuicConnection, QuicConnectionHandler } from '../../src/quic-connection.ts';

/** One end of a connection or channel: records what it is told, and lets a test wait for it. */
export class End implements QuicConnectionHandler {
  readonly connection: QuicConnection;
  readonly closes: (Error | undefined)[] = [];
  readonly channels: End[] = [];
  readonly datagrams: Buffer[] = [];
  drains = 0;
  receivedBytes = 0;
  /** Called with each chunk, from inside `onData`. */
  whenData: (bytes: Uint8Array) => void = () => {};
  #chunks: Uint8Array[] = [];
  #waits: { readonly isTrue: () => boolean; readonly resolve: () => void }[] = [];

  constructor(connection: Connection) {
    // A channel has less than a connection, and tests ask it for no more.
    this.connection = connection as QuicConnection;
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

  /** The channel that the peer opens as the `index`-th. */
  async channel(index: number): Promise<End> {
    await this.until(() => this.channels.length > index);
    return this.channels[index]!;
  }

  openChannel(): End {
    let end!: End;
    this.connection.openChannel((channel) => (end = new End(channel)));
    return end;
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
    this.#look();
  }

  onClose(error?: Error): void {
    this.closes.push(error);
    this.#look();
  }

  onChannel(channel: Connection): ConnectionHandler {
    const end = new End(channel);
    this.channels.push(end);
    queueMicrotask(() => this.#look());
    return end;
  }

  onDatagram(bytes: Uint8Array): void {
    this.datagrams.push(Buffer.from(bytes));
    this.#look();
  }

  #look(): void {
    const waits = this.#waits;
    this.#waits = waits.filter(({ isTrue }) => !isTrue());
    for (const wait of waits) if (!this.#waits.includes(wait)) wait.resolve();
  }
}
