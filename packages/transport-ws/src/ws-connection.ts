import type { Socket } from 'node:net';
import { type Abortable, type Connection, NetError, type OpenConnection } from '@net/core';
import {
  type ByteQueue,
  type ConnectionHandler,
  type ConnectionKind,
  type InPlace,
  onAbort,
} from '@net/core/extend';
import { closeError, type CloseStatus, statusOf } from './close-status.ts';
import {
  closeCancelled,
  closeUnanswered,
  connectionLost,
  messageTooSlow,
  protocolBroken,
  silent,
  textRefused,
} from './connection-failure.ts';
import { DeflateSocket } from './deflate-socket.ts';
import { FramedSocket } from './framed-socket.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Beating, Heartbeats } from './heartbeats.ts';
import { MessageProgress } from './message-progress.ts';
import { LOST, type MessageSocket, type MessageSocketOwner } from './message-socket.ts';
import type { Settings } from './options.ts';
import { BATCH } from './subprotocol.ts';
import type { OwnedWebSocket } from './web-socket.ts';

/** A WebSocket that has opened, and what is known of it. */
export interface OpenedWebSocket {
  readonly webSocket: OwnedWebSocket;
  /** The socket under it. */
  readonly socket: Socket;
  /** Whether this end masks what it sends: the dialling one does. */
  readonly isMasked: boolean;
  readonly local: string;
  readonly remote: string;
}

/**
 * One end of a WebSocket. With the subprotocol `net.batch` it is a stream of bytes that travels in
 * messages, without it each send is one message.
 */
export class WsConnection implements Connection, MessageSocketOwner, Beating {
  readonly kind: ConnectionKind;
  readonly local: string;
  readonly remote: string;
  readonly maxSendBytes: number;
  readonly #messages: MessageSocket;
  readonly #socket: Socket;
  readonly #settings: Settings;
  readonly #heartbeats: Heartbeats;
  readonly #heartbeat = new Heartbeat();
  readonly #progress = new MessageProgress();
  #handler: ConnectionHandler | undefined;
  /** From the first of `close`, `abort`, the peer's close and a failure on: nothing more is sent. */
  #isEnding = false;
  /** Whether it is settled what `onClose` will say. */
  #isDecided = false;
  #failure: Error | undefined;
  #isClosed = false;
  #socketError: Error | undefined;
  #closing: Promise<void> | undefined;
  #markClosed: (() => void) | undefined;

  private constructor(opened: OpenedWebSocket, settings: Settings, heartbeats: Heartbeats) {
    const { webSocket, socket, isMasked, local, remote } = opened;
    socket.on('error', (error) => (this.#socketError = error));
    this.#messages = webSocket.isOurs
      ? new FramedSocket(socket, isMasked, settings, this)
      : new DeflateSocket(webSocket, socket, settings.isText, this);
    const isBatch = webSocket.protocol === BATCH;
    this.kind = isBatch ? 'stream' : 'message';
    this.local = local;
    this.remote = remote;
    this.maxSendBytes = isBatch ? Infinity : settings.webSocket.maxPayload;
    this.#socket = socket;
    this.#settings = settings;
    this.#heartbeats = heartbeats;
  }

  /**
   * Make a WebSocket a connection, which owns it from now on. Call it in the turn in which it opened.
   *
   * @throws whatever `open` throws; the WebSocket is gone then.
   */
  static open(
    opened: OpenedWebSocket,
    settings: Settings,
    heartbeats: Heartbeats,
    open: OpenConnection,
  ): WsConnection {
    const connection = new WsConnection(opened, settings, heartbeats);
    try {
      connection.#handler = open(connection);
      heartbeats.add(connection);
      return connection;
    } catch (error) {
      connection.abort();
      throw error;
    }
  }

  get bufferedBytes(): number {
    return this.#messages.writer.bufferedBytes;
  }

  get holdsSent(): boolean {
    return this.#messages.writer.holdsSent;
  }

  get inPlace(): InPlace | undefined {
    return this.kind === 'message' ? this.#messages.writer.inPlace : undefined;
  }

  send(bytes: Uint8Array): boolean {
    if (this.#isEnding) return false;
    if (this.kind === 'stream') return this.#sendStream(bytes);
    if (bytes.length <= this.maxSendBytes) return this.#messages.writer.write(bytes);
    const text = `a message of ${bytes.length} bytes is over the limit of ${this.maxSendBytes}`;
    this.abort(new NetError('MESSAGE_TOO_LARGE', text));
    return false;
  }

  pause(): void {
    // Once this end closes, the peer's close frame must still be read.
    if (this.#closing === undefined) this.#messages.pause();
    else this.#messages.discard();
  }

  resume(): void {
    this.#messages.resume();
  }

  async close({ signal }: Abortable = {}): Promise<void> {
    if (this.#isClosed) return;
    const unwatch = onAbort(signal, (reason) => this.abort(closeCancelled(reason)));
    if (!this.#isEnding) this.#messages.closeWith(NORMAL);
    if (this.#messages.isPaused) this.#messages.discard();
    this.#closing ??= new Promise((resolve) => (this.#markClosed = resolve));
    await this.#closing;
    unwatch();
  }

  abort(reason?: Error): void {
    this.#cut(reason, statusOf(reason));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // What the heartbeats and the WebSocket report.

  onBeat(): void {
    if (this.#isEnding) return;
    const { bytesRead } = this.#socket;
    const { writer, received, isPaused } = this.#messages;
    const pulse = this.#heartbeat.look(bytesRead, !isPaused);
    if (pulse === 'ping') writer.ping();
    if (pulse === 'dead') return this.abort(silent(this.remote));
    if (this.#progress.look(bytesRead, received, !isPaused)) return;
    this.abort(messageTooSlow(this.remote));
  }

  onMessage(input: ByteQueue, bytes: number, isNew: boolean): void {
    const handler = this.#handler;
    const isMessage = this.kind === 'message';
    if (isMessage && handler?.onMessage !== undefined) {
      return handler.onMessage(input, bytes, isNew);
    }
    const message = input.take(bytes);
    if (isMessage || bytes > 0) handler?.onData(message);
  }

  onUnwantedText(): void {
    this.#cut(textRefused(this.remote), TEXT_REFUSED);
  }

  onDrain(): void {
    if (!this.#isEnding) this.#handler?.onDrain();
  }

  onClosing(): void {
    this.#isEnding = true;
  }

  onError(cause: Error): void {
    this.#decide(protocolBroken(this.remote, this.#settings.webSocket.maxPayload, cause));
    this.#depart();
  }

  onClose(status: number, reason: string): void {
    this.#decide(this.#reasonFor(status, reason));
    this.#finish();
  }

  /** Messages are cut where it suits the reader, who gets a message only when it is complete. */
  #sendStream(bytes: Uint8Array): boolean {
    const { length } = bytes;
    const most = Math.min(this.#settings.webSocket.maxPayload, BATCH_BYTES);
    if (length <= most) return length === 0 || this.#messages.writer.write(bytes);
    let hasRoom = true;
    for (let at = 0; at < length; at += most) {
      hasRoom = this.#messages.writer.write(bytes.subarray(at, at + most));
    }
    return hasRoom;
  }

  /** End now, and tell the peer `status` if there is one. `onClose` follows. */
  #cut(error: Error | undefined, status: CloseStatus | undefined): void {
    // Whatever has cut it before is telling the peer.
    if (this.#isDecided) return;
    this.#decide(error);
    const messages = this.#messages;
    if (status === undefined || this.#isEnding || !messages.isOpen) {
      this.#isEnding = true;
      messages.terminate();
    } else {
      messages.writer.drop();
      messages.closeWith(status);
    }
    this.#depart();
  }

  /** Leave what is still to do to the WebSocket, which has a time for that. */
  #depart(): void {
    this.#messages.discard();
    process.nextTick(() => this.#finish());
  }

  #reasonFor(status: number, reason: string): NetError | undefined {
    if (status !== LOST.status) return closeError(status, reason, this.remote);
    const isUnanswered = this.#isEnding && this.#socketError === undefined;
    return isUnanswered
      ? closeUnanswered(this.remote, this.#settings.webSocket.closeTimeout)
      : connectionLost(this.remote, this.#socketError);
  }

  #decide(failure: Error | undefined): void {
    if (!this.#isDecided) this.#failure = failure;
    this.#isDecided = true;
  }

  #finish(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isEnding = true;
    this.#heartbeats.remove(this);
    this.#messages.writer.drop();
    this.#handler?.onClose(this.#failure);
    this.#markClosed?.();
  }
}

const NORMAL: CloseStatus = { status: 1000, reason: '' };
const TEXT_REFUSED: CloseStatus = {
  status: 1003,
  reason: 'text is not understood here, send binary',
};
/** A stream goes out in messages of at most this. */
const BATCH_BYTES = 64 * 1024;
