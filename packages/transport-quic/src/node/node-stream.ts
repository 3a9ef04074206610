import { SendQueue } from '@net/core/extend';
import type { QuicStream, StreamHandler } from '../provider.ts';
import { codeOfError, type NodeQuic, type NodeQuicStream } from './node-quic.ts';

/** A stream of `node:quic`. What it does not take yet waits here. */
export class NodeStream implements QuicStream {
  readonly #quic: Pick<NodeQuic, 'ondrain'>;
  readonly #waiting = new SendQueue();
  #handler!: StreamHandler;
  #stream: NodeQuicStream | undefined;
  #writing: 'open' | 'ending' | 'done' = 'open';
  #isReading = true;
  #isDraining = false;
  #owesDrain = false;
  #onResume: (() => void) | undefined;
  #isPaused = false;
  /** Codes of a reset and of a stop that were asked for before there was a stream. */
  #early: [reset: number, stop: number] | undefined;

  constructor(quic: Pick<NodeQuic, 'ondrain'>) {
    this.#quic = quic;
  }

  get id(): number {
    return Number(this.#stream?.id ?? -1);
  }

  get bufferedBytes(): number {
    return this.#waiting.bytes;
  }

  /** Take the stream that Node has opened. */
  open(stream: NodeQuicStream): void {
    this.#stream = stream;
    if (this.#early === undefined) return;
    this.reset(this.#early[0]);
    this.stopSending(this.#early[1]);
  }

  /** Report to `handler`, and read and write from now on. Not before `open`. */
  start(handler: StreamHandler): void {
    const stream = this.#stream!;
    this.#handler = handler;
    Object.assign(stream, {
      onreset: (error: unknown) => this.#onReset(codeOfError(error)),
      onstopsending: (error: unknown) => this.#onStopped(codeOfError(error)),
    });
    stream.closed.then(
      () => this.#onClosed(),
      () => {},
    );
    this.#push();
    void this.#readAll(stream);
  }

  write(bytes: Uint8Array): boolean {
    if (this.#writing !== 'open') return false;
    this.#waiting.push(bytes);
    this.#push();
    if (this.#waiting.bytes < HIGH_WATER_BYTES) return true;
    this.#owesDrain = true;
    return false;
  }

  end(): void {
    if (this.#writing !== 'open') return;
    this.#writing = 'ending';
    this.#push();
  }

  reset(code: number): void {
    this.#writing = 'done';
    this.#waiting.clear();
    if (this.#stream === undefined) this.#early = [code, code];
    else this.#stream.resetStream(BigInt(code));
  }

  stopSending(code: number): void {
    this.#isReading = false;
    this.#stream?.stopSending(BigInt(code));
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#onResume?.();
  }

  /** Node takes a chunk whole or not at all. */
  #push(): void {
    if (this.#stream === undefined || this.#isDraining || this.#writing === 'done') return;
    const { writer } = this.#stream;
    while (this.#waiting.bytes > 0) {
      const { front } = this.#waiting;
      if (!writer.writeSync(front)) return void this.#awaitDrain(this.#stream);
      this.#waiting.skip(front.length);
    }
    if (this.#writing !== 'ending') return;
    this.#writing = 'done';
    writer.endSync();
  }

  async #awaitDrain({ writer }: NodeQuicStream): Promise<void> {
    this.#isDraining = true;
    await this.#quic.ondrain(writer);
    this.#isDraining = false;
    this.#push();
    if (!this.#owesDrain || this.#waiting.bytes >= HIGH_WATER_BYTES) return;
    this.#owesDrain = false;
    this.#handler.onDrain();
  }

  async #readAll(stream: NodeQuicStream): Promise<void> {
    try {
      for await (const batch of stream) await this.#deliver(batch);
    } catch {
      // A reset has been reported with its code, and an end of the session is.
      return;
    }
    if (this.#isReading) this.#handler.onEnd();
  }

  async #deliver(batch: readonly Uint8Array[]): Promise<void> {
    for (const bytes of batch) {
      while (this.#isPaused) await new Promise<void>((resolve) => (this.#onResume = resolve));
      if (this.#isReading) this.#handler.onData(bytes);
    }
  }

  #onReset(code: number): void {
    if (!this.#isReading) return;
    this.#isReading = false;
    this.#handler.onReset(code);
  }

  #onStopped(code: number): void {
    if (this.#writing === 'done') return;
    this.#writing = 'done';
    this.#waiting.clear();
    this.#handler.onStopped(code);
  }

  #onClosed(): void {
    if (this.#isReading && this.#writing === 'done') this.#handler.onFinished();
  }
}

const HIGH_WATER_BYTES = 64 * 1024;
