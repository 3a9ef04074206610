import { ByteWriter, type Connection } from '../../src/index.ts';
import type { ConnectionKind, InPlace } from '../../src/extend.ts';

/** A connection that writes down what it is told; the test says how it answers. */
export class FakeConnection implements Connection {
  readonly local = 'fake://local';
  remote = 'fake://remote';
  maxSendBytes = Infinity;
  bufferedBytes = 0;
  holdsSent?: boolean;
  inPlace: InPlace | undefined;
  /** What `send` returns. */
  takesMore = true;
  readonly sent: Uint8Array[] = [];
  readonly kind: ConnectionKind;
  aborted: Error | undefined;
  isPaused = false;
  pauses = 0;
  pause?: () => void;
  resume?: () => void;

  constructor(kind: ConnectionKind = 'stream', isPausable = true) {
    this.kind = kind;
    if (!isPausable) return;
    this.pause = () => {
      this.isPaused = true;
      this.pauses++;
    };
    this.resume = () => {
      this.isPaused = false;
    };
  }

  /** All that was sent, in one piece. */
  get bytes(): Uint8Array {
    return Uint8Array.from(this.sent.flatMap((bytes) => [...bytes]));
  }

  send(bytes: Uint8Array): boolean {
    this.sent.push(bytes);
    if (!this.takesMore) this.bufferedBytes += bytes.length;
    return this.takesMore;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  abort(reason?: Error): void {
    this.aborted = reason;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** A place in front of a connection: what is written there is sent, and counted in `sent`. */
export class FakePlace implements InPlace {
  readonly #connection: FakeConnection;
  readonly #out = new ByteWriter();

  constructor(connection: FakeConnection) {
    this.#connection = connection;
  }

  beginMessage(): ByteWriter {
    return this.#out;
  }

  endMessage(): boolean {
    return this.#connection.send(this.#out.take());
  }

  dropMessage(): void {
    this.#out.truncate(0);
  }
}
