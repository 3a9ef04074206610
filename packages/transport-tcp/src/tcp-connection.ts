import type { Socket } from 'node:net';
import { type Abortable, type Connection, NetError, type OpenConnection } from '@net/core';
import { type ConnectionHandler, onAbort, onBytes } from '@net/core/extend';
import type { ConnectedSocket } from './connected-socket.ts';
import { SocketWriter } from './socket-writer.ts';

/** One end of a TCP, TLS or Unix connection. */
export class TcpConnection implements Connection {
  readonly kind = 'stream';
  readonly maxSendBytes: number = Infinity;
  readonly local: string;
  readonly remote: string;
  readonly #socket: Socket;
  readonly #canReset: boolean;
  readonly #closeTimeoutMs: number;
  readonly #writer: SocketWriter;
  #handler: ConnectionHandler | undefined;
  /** From the first of `close`, `abort`, the peer's end and a failure on: nothing more is sent. */
  #isEnding = false;
  /** Received bytes are dropped: after an abort, or when closed while paused. */
  #isDeaf = false;
  #isClosed = false;
  #closing: Promise<void> | undefined;
  #failure: Error | undefined;

  private constructor({ socket, ends, canReset }: ConnectedSocket, closeTimeoutMs: number) {
    socket.on('error', (error) => this.#fail(error));
    this.local = ends.local;
    this.remote = ends.remote;
    this.#socket = socket;
    this.#writer = new SocketWriter(socket, () => this.#handler?.onDrain());
    this.#canReset = canReset;
    this.#closeTimeoutMs = closeTimeoutMs;
  }

  /**
   * Make a connected socket a connection, which owns it from now on.
   *
   * @throws whatever `open` throws; the socket is gone then.
   */
  static open(
    connected: ConnectedSocket,
    closeTimeoutMs: number,
    open: OpenConnection,
  ): TcpConnection {
    const connection = new TcpConnection(connected, closeTimeoutMs);
    try {
      connection.#attach(open(connection));
      return connection;
    } catch (error) {
      connection.abort();
      throw error;
    }
  }

  get bufferedBytes(): number {
    return this.#writer.bufferedBytes;
  }

  get holdsSent(): boolean {
    return this.#writer.holdsSent;
  }

  send(bytes: Uint8Array): boolean {
    return !this.#isEnding && this.#writer.write(bytes);
  }

  pause(): void {
    // While ending, the peer's end must still be read.
    if (this.#isEnding) this.#isDeaf = true;
    else this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  async close({ signal }: Abortable = {}): Promise<void> {
    if (this.#isClosed) return;
    const unwatch = onAbort(signal, (reason) => this.abort(errorOf(reason)));
    this.#end();
    this.#closing ??= new Promise((resolve) => this.#socket.once('close', () => resolve()));
    await this.#closing;
    unwatch();
  }

  abort(reason?: Error): void {
    const socket = this.#socket;
    this.#isEnding = true;
    this.#isDeaf = true;
    this.#failure ??= reason;
    // A reset tells the peer that this is no orderly end; the system has none for after an end.
    const isEnded = socket.writableEnded && socket.writableLength === 0;
    if (this.#canReset && !isEnded) socket.resetAndDestroy();
    else socket.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #attach(handler: ConnectionHandler): void {
    const socket = this.#socket;
    this.#handler = handler;
    onBytes(socket, (bytes) => {
      if (!this.#isDeaf) handler.onData(bytes);
    });
    socket.on('end', () => this.#end());
    socket.on('close', () => {
      this.#isEnding = true;
      this.#isClosed = true;
      this.#writer.clear();
      handler.onClose(this.#failure);
    });
  }

  /** Say our end after what is queued, and read on to the peer's. There is a time for both. */
  #end(): void {
    if (this.#isEnding) return;
    const socket = this.#socket;
    this.#isEnding = true;
    this.#writer.end();
    if (socket.isPaused()) this.#isDeaf = true;
    socket.resume();
    const timer = setTimeout(() => this.#cut(), this.#closeTimeoutMs);
    socket.once('close', () => clearTimeout(timer));
  }

  #cut(): void {
    const unsent = this.bufferedBytes > 0 ? `, ${this.bufferedBytes} bytes are unsent` : '';
    const text = `${this.remote} did not end its side in ${this.#closeTimeoutMs} ms${unsent}`;
    this.abort(new NetError('CONNECTION_LOST', text));
  }

  #fail(cause: NodeJS.ErrnoException): void {
    const text = `the connection to ${this.remote} broke: ${cause.code ?? cause.name}`;
    this.#isEnding = true;
    this.#failure ??= new NetError('CONNECTION_LOST', text, { cause });
    // A TLS alert from the peer leaves the socket open.
    this.#socket.destroy();
  }
}

function errorOf(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return new NetError('CANCELLED', 'the close was called off', { cause: reason });
}
