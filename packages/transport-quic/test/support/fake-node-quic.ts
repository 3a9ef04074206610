import type { NodeQuicSession, NodeQuicStream } from '../../src/node/node-quic.ts';

/** A stream as `node:quic` makes them, in the hands of a test. */
export class FakeNodeStream implements NodeQuicStream {
  readonly id: bigint;
  readonly written: string[] = [];
  readonly calls: string[] = [];
  /** Bytes that `writeSync` takes yet. */
  room = Infinity;
  onreset: ((error: unknown) => void) | undefined;
  onstopsending: ((error: unknown) => void) | undefined;
  readonly closed: Promise<void>;
  close!: () => void;
  #batches: (readonly Uint8Array[] | undefined)[] = [];
  #wake: () => void = () => {};
  #drained: () => void = () => {};

  constructor(id = 0n) {
    this.id = id;
    this.closed = new Promise((resolve) => (this.close = resolve));
  }

  readonly writer = {
    writeSync: (chunk: Uint8Array): boolean => {
      if (chunk.length > this.room) return false;
      this.room -= chunk.length;
      this.written.push(Buffer.from(chunk).toString());
      return true;
    },
    endSync: (): void => void this.calls.push('end'),
  };

  /** As in `NodeQuic`, for this stream. */
  readonly ondrain = (): Promise<boolean> =>
    new Promise((resolve) => (this.#drained = () => resolve(true)));

  /** Have room again. */
  drain(room: number): void {
    this.room = room;
    this.#drained();
  }

  resetStream(code: bigint): void {
    this.calls.push(`reset ${code}`);
  }

  stopSending(code: bigint): void {
    this.calls.push(`stop ${code}`);
  }

  /** Hand over what has come; nothing says the end. */
  receive(...texts: string[]): void {
    this.#batches.push(texts.length === 0 ? undefined : texts.map((text) => Buffer.from(text)));
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Uint8Array[]> {
    for (;;) {
      while (this.#batches.length === 0)
        await new Promise<void>((resolve) => (this.#wake = resolve));
      const batch = this.#batches.shift();
      if (batch === undefined) return;
      yield batch;
    }
  }
}

/** A session as `node:quic` makes them, in the hands of a test. */
export class FakeNodeSession implements NodeQuicSession {
  readonly opened: Promise<{ protocol: string }>;
  readonly closed: Promise<void>;
  open!: () => void;
  end!: (error?: unknown) => void;
  readonly path = {
    local: { address: '127.0.0.1', port: 1 },
    remote: { address: '127.0.0.1', port: 2 },
  };
  readonly peerCertificate: unknown = undefined;
  readonly maxDatagramSize = 1200;
  readonly sent: string[] = [];
  readonly streams: FakeNodeStream[] = [];
  onstream: ((stream: NodeQuicStream) => void) | undefined;
  ondatagram: ((datagram: Uint8Array) => void) | undefined;

  constructor(failed?: Promise<never>) {
    const opened = new Promise<{ protocol: string }>((resolve) => {
      this.open = () => resolve({ protocol: 'net/1' });
    });
    this.opened = failed ?? opened;
    this.closed = new Promise((resolve, reject) => {
      this.end = (error) => (error === undefined ? resolve() : reject(error));
    });
  }

  async createBidirectionalStream(): Promise<NodeQuicStream> {
    const stream = new FakeNodeStream(BigInt(4 * this.streams.length));
    this.streams.push(stream);
    return stream;
  }

  async sendDatagram(datagram: Uint8Array): Promise<bigint> {
    this.sent.push(Buffer.from(datagram).toString());
    return BigInt(this.sent.length);
  }

  destroy(_error: undefined, { code }: { readonly code: number }): void {
    this.sent.push(`destroyed with ${code}`);
    this.end();
  }
}
