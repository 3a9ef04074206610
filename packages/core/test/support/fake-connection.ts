import type { Connection } from '../../src/index.ts';
import type { ConnectionKind } from '../../src/extend.ts';

/** A connection that writes down what it is told; the test says how it answers. */
export class FakeConnection implements Connection {
  readonly local = 'fake://local';
  remote = 'fake://remote';
  maxSendBytes = Infinity;
  bufferedBytes = 0;
  holdsSent?: boolean;
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
