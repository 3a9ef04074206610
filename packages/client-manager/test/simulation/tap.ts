import type { Abortable, Connection, Transport } from '@net/core';
import type { ConnectionHandler, ConnectionKind, Listener, OpenConnection } from '@net/core/extend';
import type { Trace } from './trace.ts';

/** What the taps of one run report to. */
export interface TapContext {
  readonly trace: Trace;
  readonly fail: (text: string) => void;
}

/** Passes everything on, writes it down, and sees that the rules of connections are kept. */
export class TappedTransport implements Transport {
  readonly schemes: readonly string[];
  /** The ends that have not closed, in the order they came. */
  readonly open = new Set<TappedConnection>();
  readonly #inner: Transport;
  readonly #context: TapContext;
  #count = 0;

  constructor(inner: Transport, context: TapContext) {
    this.schemes = inner.schemes;
    this.#inner = inner;
    this.#context = context;
  }

  async dial(address: string, open: OpenConnection, options?: Abortable): Promise<Connection> {
    let outer: Connection | undefined;
    const wrapped: OpenConnection = (inner) => {
      const tapped = this.#wrap(inner);
      outer = tapped;
      return tapped.start(open);
    };
    const inner = await this.#inner.dial(address, wrapped, options);
    return outer ?? inner;
  }

  listen(address: string, open: OpenConnection, options?: Abortable): Promise<Listener> {
    return this.#inner.listen(address, (inner) => this.#wrap(inner).start(open), options);
  }

  #wrap(inner: Connection): TappedConnection {
    const tapped = new TappedConnection((this.#count += 1), inner, this.#context, () =>
      this.open.delete(tapped),
    );
    this.open.add(tapped);
    return tapped;
  }
}

/** One end of a connection, listened to. It can be frozen: then its owner reads nothing. */
export class TappedConnection implements Connection, ConnectionHandler {
  readonly number: number;
  readonly kind: ConnectionKind;
  readonly local: string;
  readonly remote: string;
  readonly maxSendBytes: number;
  declare pause?: () => void;
  declare resume?: () => void;
  readonly #inner: Connection;
  readonly #context: TapContext;
  readonly #onEnd: () => void;
  #handler: ConnectionHandler | undefined;
  #isPaused = false;
  #isFrozen = false;
  #isMute = false;
  #isClosed = false;

  constructor(number: number, inner: Connection, context: TapContext, onEnd: () => void) {
    this.number = number;
    this.kind = inner.kind;
    this.local = inner.local;
    this.remote = inner.remote;
    this.maxSendBytes = inner.maxSendBytes;
    this.#inner = inner;
    this.#context = context;
    this.#onEnd = onEnd;
    if (inner.pause === undefined) return;
    this.pause = () => this.#read((this.#isPaused = true));
    this.resume = () => this.#read((this.#isPaused = false));
  }

  start(open: OpenConnection): ConnectionHandler {
    this.#context.trace.add('open', this.number);
    this.#handler = open(this);
    return this;
  }

  get bufferedBytes(): number {
    return this.#inner.bufferedBytes;
  }

  /** Read nothing, or go on. */
  freeze(isFrozen: boolean): void {
    this.#isFrozen = isFrozen;
    this.#read(isFrozen);
  }

  /** From now on lose all bytes, both ways: the far end has vanished without a word. */
  mute(): void {
    this.#isMute = true;
  }

  send(bytes: Uint8Array): boolean {
    this.#checkOpen('something to send');
    const isTaken = this.#isMute || this.#inner.send(bytes);
    this.#context.trace.add('bytes out', this.number, bytes.length, Number(isTaken));
    return isTaken;
  }

  close(options?: Abortable): Promise<void> {
    this.#context.trace.add('close', this.number);
    return this.#inner.close(options);
  }

  abort(reason?: Error): void {
    this.#context.trace.add('abort', this.number);
    this.#inner.abort(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  onData(bytes: Uint8Array): void {
    this.#context.trace.add('bytes in', this.number, bytes.length);
    this.#checkOpen('bytes');
    if (!this.#isMute) this.#handler?.onData(bytes);
  }

  onDrain(): void {
    this.#context.trace.add('drain', this.number);
    this.#checkOpen('a drain');
    this.#handler?.onDrain();
  }

  onClose(error?: Error): void {
    this.#context.trace.add('end', this.number, Number(error !== undefined));
    this.#checkOpen('another end');
    this.#isClosed = true;
    this.#onEnd();
    this.#handler?.onClose(error);
  }

  #checkOpen(what: string): void {
    if (!this.#isClosed) return;
    this.#context.fail(`connection ${this.number} has got ${what} after its end`);
  }

  #read(isHeld: boolean): void {
    if (isHeld || this.#isPaused || this.#isFrozen) this.#inner.pause?.();
    else this.#inner.resume?.();
  }
}
