import { type Abortable, type Connection, NetError } from '@net/core';
import { type ConnectionHandler, onAbort } from '@net/core/extend';
import { codeOfReason, reasonOfCode } from './close-codes.ts';
import type { QuicStream, StreamHandler } from './provider.ts';

/** The session that a channel belongs to. */
export interface ChannelOwner {
  readonly local: string;
  readonly remote: string;
  readonly closeTimeoutMs: number;
  /** Whether streams begin with a byte of their own. */
  readonly hasPreface: boolean;
  /** One side has said its end, or is about to. */
  onEnding(channel: StreamChannel): void;
  /** Both ends were said, and both have everything. `finish` has to be called some time. */
  onFinished(channel: StreamChannel): void;
  /** The channel is dropped. `finish` has to be called, but not from inside. */
  onAborted(channel: StreamChannel, code: number): void;
}

/** A connection over one QUIC stream. */
export class StreamChannel implements Connection, StreamHandler {
  readonly kind = 'stream';
  readonly maxSendBytes: number = Infinity;
  readonly #owner: ChannelOwner;
  #stream!: QuicStream;
  #handler: ConnectionHandler | undefined;
  #awaitsPreface = false;
  /** From the first of `close`, `abort`, the peer's end and a failure on: nothing more is sent. */
  #isEnding = false;
  /** Received bytes are dropped: after an abort, or when closed while paused. */
  #isDeaf = false;
  #isPaused = false;
  #isClosed = false;
  #failure: Error | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #onClosed: (() => void)[] = [];

  constructor(owner: ChannelOwner) {
    this.#owner = owner;
  }

  get local(): string {
    return this.#owner.local;
  }

  get remote(): string {
    return this.#owner.remote;
  }

  get bufferedBytes(): number {
    return this.#isClosed ? 0 : this.#stream.bufferedBytes;
  }

  get holdsSent(): boolean {
    return this.#stream.holdsSent ?? true;
  }

  /** Whether `onData` is not wanted now. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  send(bytes: Uint8Array): boolean {
    return !this.#isEnding && this.#stream.write(bytes);
  }

  pause(): void {
    this.#isPaused = true;
    // While ending, the peer's end must still be read.
    if (this.#isEnding) this.#isDeaf = true;
    else this.#stream.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#stream.resume();
  }

  async close({ signal }: Abortable = {}): Promise<void> {
    if (this.#isClosed) return;
    const unwatch = onAbort(signal, (reason) => this.abort(errorOf(reason)));
    this.end();
    await new Promise<void>((resolve) => this.#onClosed.push(resolve));
    unwatch();
  }

  abort(reason?: Error): void {
    if (this.#isClosed) return;
    this.#isEnding = true;
    this.#isDeaf = true;
    this.#failure ??= reason;
    this.#owner.onAborted(this, codeOfReason(reason));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Take the stream that this end has opened. */
  start(stream: QuicStream): void {
    this.#stream = stream;
    if (this.#owner.hasPreface) stream.write(PREFACE);
  }

  /** Take a stream that the peer has opened. */
  accept(stream: QuicStream): void {
    this.#stream = stream;
    this.#awaitsPreface = this.#owner.hasPreface;
  }

  /** Have everything reported to `handler`. */
  attach(handler: ConnectionHandler): void {
    this.#handler = handler;
  }

  /** Say our end after what is queued, and read on to the peer's. There is a time for both. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (this.#isPaused) this.#isDeaf = true;
    this.#timer = setTimeout(() => this.#cut(), this.#owner.closeTimeoutMs);
    this.#stream.end();
    this.#stream.resume();
    this.#owner.onEnding(this);
  }

  /** Drop the stream, and tell the peer so. */
  dropStream(code: number): void {
    this.#stream.reset(code);
    this.#stream.stopSending(code);
  }

  /** Report the end, once. @param error unless there is a reason already. */
  finish(error?: Error): void {
    if (this.#isClosed) return;
    this.#isEnding = true;
    this.#isDeaf = true;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#handler?.onClose(this.#failure ?? error);
    for (const resolve of this.#onClosed) resolve();
  }

  // What the stream reports.

  onData(bytes: Uint8Array): void {
    const data = this.#awaitsPreface ? this.#skipPreface(bytes) : bytes;
    if (data.length > 0 && !this.#isDeaf) this.#handler?.onData(data);
  }

  onDrain(): void {
    if (!this.#isEnding) this.#handler?.onDrain();
  }

  onEnd(): void {
    this.end();
  }

  onFinished(): void {
    this.#owner.onFinished(this);
  }

  onReset(code: number): void {
    this.#fail(code);
  }

  onStopped(code: number): void {
    this.#fail(code);
  }

  #skipPreface(bytes: Uint8Array): Uint8Array {
    this.#awaitsPreface = false;
    if (bytes[0] === PREFACE[0]) return bytes.subarray(1);
    const text = `a stream begins with ${bytes[0]}, and not with the 0 of its protocol`;
    this.abort(new NetError('VERSION_UNSUPPORTED', text));
    return NOTHING;
  }

  #fail(code: number): void {
    const text = `${this.remote} has dropped the stream`;
    this.abort(reasonOfCode(code, this.remote) ?? new NetError('CONNECTION_LOST', text));
  }

  #cut(): void {
    const { closeTimeoutMs } = this.#owner;
    const unsent = this.bufferedBytes > 0 ? `, ${this.bufferedBytes} bytes are unsent` : '';
    const text = `${this.remote} did not end its side in ${closeTimeoutMs} ms${unsent}`;
    this.abort(new NetError('CONNECTION_LOST', text));
  }
}

function errorOf(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return new NetError('CANCELLED', 'the close was called off', { cause: reason });
}

/** See `DEFAULT_ALPN`. */
const PREFACE = new Uint8Array([0]);
const NOTHING = new Uint8Array(0);
