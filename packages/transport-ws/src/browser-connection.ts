import type { Abortable, Connection, OpenConnection } from '@net/core';
import { type ConnectionHandler, type ConnectionKind, onAbort } from '@net/core/extend';
import type { BrowserSettings } from './browser-options.ts';
import { closeError, type CloseStatus, statusOf } from './close-status.ts';
import { closeCancelled, closeUnanswered, textRefused } from './connection-failure.ts';
import { OPEN, type PlatformSocket } from './platform-socket.ts';
import { BATCH } from './subprotocol.ts';

/**
 * One end of a WebSocket of the platform. Reading cannot be paused there, and nothing tells when
 * queued bytes have gone, so that is looked at from time to time while there is a reason to.
 */
export class BrowserConnection implements Connection {
  readonly kind: ConnectionKind;
  /** No page knows its own address. */
  readonly local: string;
  readonly remote: string;
  readonly maxSendBytes: number = Infinity;
  readonly #socket: PlatformSocket;
  readonly #settings: BrowserSettings;
  #handler: ConnectionHandler | undefined;
  /** From the first of `close`, `abort` and the peer's close on: nothing more is sent. */
  #isEnding = false;
  #isAborted = false;
  #isClosed = false;
  /** Of the abort, if there was one: whatever comes of it, that is why it ended. */
  #reason: Error | undefined;
  #owesDrain = false;
  #closing: Promise<void> | undefined;
  #markClosed: (() => void) | undefined;

  private constructor(socket: PlatformSocket, remote: string, settings: BrowserSettings) {
    this.kind = socket.protocol === BATCH ? 'stream' : 'message';
    this.local = remote.startsWith('wss') ? 'wss://0.0.0.0:0' : 'ws://0.0.0.0:0';
    this.remote = remote;
    this.#socket = socket;
    this.#settings = settings;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => this.#onMessage(data));
    socket.addEventListener('close', ({ code, reason }) => {
      this.#finish(closeError(code, reason, remote));
    });
  }

  /**
   * Make an open WebSocket a connection, which owns it from now on.
   *
   * @throws whatever `open` throws; the WebSocket is being closed then.
   */
  static open(
    socket: PlatformSocket,
    remote: string,
    settings: BrowserSettings,
    open: OpenConnection,
  ): BrowserConnection {
    const connection = new BrowserConnection(socket, remote, settings);
    try {
      connection.#handler = open(connection);
      return connection;
    } catch (error) {
      connection.abort();
      throw error;
    }
  }

  get bufferedBytes(): number {
    return this.#isClosed ? 0 : this.#socket.bufferedAmount;
  }

  send(bytes: Uint8Array): boolean {
    if (this.#isEnding || this.#socket.readyState !== OPEN) return false;
    if (this.kind === 'message') return this.#sendMessage(bytes);
    for (let at = 0; at < bytes.length; at += BATCH_BYTES) {
      this.#sendMessage(bytes.subarray(at, at + BATCH_BYTES));
    }
    return !this.#owesDrain;
  }

  async close({ signal }: Abortable = {}): Promise<void> {
    if (this.#isClosed) return;
    const unwatch = onAbort(signal, (reason) => this.abort(closeCancelled(reason)));
    this.#end();
    this.#closing ??= new Promise((resolve) => (this.#markClosed = resolve));
    await this.#closing;
    unwatch();
  }

  abort(reason?: Error): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    this.#close(statusOf(reason, true) ?? LOST);
    setTimeout(() => this.#finish(reason));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #sendMessage(bytes: Uint8Array): boolean {
    this.#socket.send(this.#settings.isText ? decoder.decode(bytes) : bytes);
    if (this.#socket.bufferedAmount < HIGH_WATER_BYTES) return true;
    if (!this.#owesDrain) setTimeout(this.#lookForRoom, LOOK_MS);
    this.#owesDrain = true;
    return false;
  }

  readonly #lookForRoom = (): void => {
    if (this.#isEnding) return;
    if (this.#socket.bufferedAmount >= HIGH_WATER_BYTES) {
      setTimeout(this.#lookForRoom, LOOK_MS);
    } else {
      this.#owesDrain = false;
      this.#handler?.onDrain();
    }
  };

  #onMessage(data: unknown): void {
    if (this.#isAborted || this.#isClosed) return;
    const isText = typeof data === 'string';
    if (isText && !this.#settings.isText) return this.abort(textRefused(this.remote));
    // `binaryType` is 'arraybuffer', so what is no text is one.
    const bytes = isText ? encoder.encode(data) : new Uint8Array(data as ArrayBuffer);
    if (bytes.length > 0 || this.kind === 'message') this.#handler?.onData(bytes);
  }

  #end(): void {
    if (this.#isEnding) return;
    this.#close(NORMAL);
    const { closeTimeoutMs } = this.#settings;
    const timer = setTimeout(() => {
      this.#finish(closeUnanswered(this.remote, closeTimeoutMs));
    }, closeTimeoutMs);
    this.#socket.addEventListener('close', () => clearTimeout(timer));
  }

  #close({ status, reason }: CloseStatus): void {
    this.#isEnding = true;
    this.#socket.close(status, reason);
  }

  #finish(failure: Error | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isEnding = true;
    this.#handler?.onClose(this.#isAborted ? this.#reason : failure);
    this.#markClosed?.();
  }
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const NORMAL: CloseStatus = { status: 1000, reason: '' };
/** No page can end a WebSocket without a word, so one is sent that is nobody's. */
const LOST: CloseStatus = { status: 4999, reason: 'CONNECTION_LOST' };
/** Bytes that wait at which `send` says `false`. */
const HIGH_WATER_BYTES = 64 * 1024;
/** A stream goes out in messages of at most this. */
const BATCH_BYTES = 64 * 1024;
/** How often it is looked whether queued bytes have gone. */
const LOOK_MS = 10;
