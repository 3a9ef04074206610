import type { Socket } from 'node:net';
import { type Abortable, type Connection, NetError, type OpenConnection } from '@net/core';
import { type ConnectionHandler, type ConnectionKind, onAbort } from '@net/core/extend';
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
import { DeflateWriter } from './deflate-writer.ts';
import { Opcode } from './frame.ts';
import { FrameWriter } from './frame-writer.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Beating, Heartbeats } from './heartbeats.ts';
import { MessageGate } from './message-gate.ts';
import { MessageProgress } from './message-progress.ts';
import type { MessageWriter } from './message-writer.ts';
import type { Settings } from './options.ts';
import { BATCH } from './subprotocol.ts';
import type { OwnedWebSocket, WebSocketOwner } from './web-socket.ts';

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
export class WsConnection implements Connection, WebSocketOwner, Beating {
  readonly kind: ConnectionKind;
  readonly local: string;
  readonly remote: string;
  readonly maxSendBytes: number;
  readonly #webSocket: OwnedWebSocket;
  readonly #socket: Socket;
  readonly #settings: Settings;
  readonly #writer: MessageWriter;
  readonly #heartbeats: Heartbeats;
  readonly #heartbeat = new Heartbeat();
  readonly #progress = new MessageProgress();
  /** Messages, pings and pongs that were complete. */
  #frames = 0;
  readonly #gate = new MessageGate(this);
  #handler: ConnectionHandler | undefined;
  /** From the first of `close`, `abort`, the peer's close and a failure on: nothing more is sent. */
  #isEnding = false;
  /** Whether it is settled what `onClose` will say. */
  #isDecided = false;
  #failure: Error | undefined;
  /** The WebSocket is gone; `onClose` waits only for what the gate holds. */
  #isOver = false;
  #isClosed = false;
  #socketError: Error | undefined;
  #closing: Promise<void> | undefined;
  #markClosed: (() => void) | undefined;

  private constructor(opened: OpenedWebSocket, settings: Settings, heartbeats: Heartbeats) {
    const { webSocket, socket, local, remote } = opened;
    webSocket.adopt(this);
    socket.on('error', (error) => (this.#socketError = error));
    const isBatch = webSocket.protocol === BATCH;
    this.kind = isBatch ? 'stream' : 'message';
    this.local = local;
    this.remote = remote;
    this.maxSendBytes = isBatch ? Infinity : settings.webSocket.maxPayload;
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#settings = settings;
    this.#writer = createWriter(opened, settings.isText, () => this.#handler?.onDrain());
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
    return this.#writer.bufferedBytes;
  }

  get holdsSent(): boolean {
    return this.#writer.holdsSent;
  }

  send(bytes: Uint8Array): boolean {
    if (this.#isEnding) return false;
    if (this.kind === 'stream') return this.#sendStream(bytes);
    if (bytes.length <= this.maxSendBytes) return this.#writer.write(bytes);
    const text = `a message of ${bytes.length} bytes is over the limit of ${this.maxSendBytes}`;
    this.abort(new NetError('MESSAGE_TOO_LARGE', text));
    return false;
  }

  pause(): void {
    this.#gate.pause();
    // Once this end closes, the peer's close frame must still be read.
    if (this.#closing === undefined) this.#webSocket.pause();
    else this.#gate.shut();
  }

  resume(): void {
    this.#gate.resume();
  }

  async close({ signal }: Abortable = {}): Promise<void> {
    if (this.#isClosed) return;
    const unwatch = onAbort(signal, (reason) => this.abort(closeCancelled(reason)));
    if (!this.#isEnding) this.#webSocket.closeWith(NORMAL);
    if (this.#gate.isPaused) this.#stopReceiving();
    if (this.#isOver) process.nextTick(() => this.#finish());
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

  // What the heartbeats, the WebSocket and the gate report.

  onBeat(): void {
    if (this.#isEnding) return;
    const { bytesRead } = this.#socket;
    const pulse = this.#heartbeat.look(bytesRead, this.#gate.isOpen);
    if (pulse === 'ping') this.#writer.ping();
    if (pulse === 'dead') return this.abort(silent(this.remote));
    if (this.#progress.look(bytesRead, this.#frames, this.#gate.isOpen)) return;
    this.abort(messageTooSlow(this.remote));
  }

  onMessage(data: Uint8Array, isBinary: boolean): void {
    this.#frames += 1;
    if (!isBinary && !this.#settings.isText) {
      this.#cut(textRefused(this.remote), TEXT_REFUSED);
    } else if (data.length > 0 || this.kind === 'message') {
      this.#gate.receive(data);
    }
  }

  onMessagePassed(message: Uint8Array): void {
    this.#handler?.onData(message);
  }

  onGateOpen(): void {
    if (this.#isOver) this.#finish();
    else this.#webSocket.resume();
  }

  onPong(): void {
    this.#frames += 1;
  }

  onPing(payload: Uint8Array): void {
    this.#frames += 1;
    if (!this.#isEnding) this.#writer.pong(payload);
  }

  onClosing(): void {
    this.#isEnding = true;
    this.#writer.end();
  }

  onError(cause: Error): void {
    this.#decide(protocolBroken(this.remote, this.#settings.webSocket.maxPayload, cause));
    this.#depart();
  }

  onClose(status: number, reason: string): void {
    this.#isOver = true;
    this.#decide(this.#reasonFor(status, reason));
    if (!this.#gate.isHolding) this.#finish();
  }

  /** Messages are cut where it suits the reader, who gets a message only when it is complete. */
  #sendStream(bytes: Uint8Array): boolean {
    const { length } = bytes;
    const most = Math.min(this.#settings.webSocket.maxPayload, BATCH_BYTES);
    if (length <= most) return length === 0 || this.#writer.write(bytes);
    let hasRoom = true;
    for (let at = 0; at < length; at += most) {
      hasRoom = this.#writer.write(bytes.subarray(at, at + most));
    }
    return hasRoom;
  }

  /** End now, and tell the peer `status` if there is one. `onClose` follows. */
  #cut(error: Error | undefined, status: CloseStatus | undefined): void {
    // Whatever has cut it before is telling the peer.
    if (this.#isClosed || (this.#isDecided && !this.#isOver)) return;
    this.#decide(error);
    const webSocket = this.#webSocket;
    if (status === undefined || this.#isEnding || !webSocket.isOpen) {
      this.#isEnding = true;
      webSocket.terminate();
    } else {
      this.#writer.drop();
      webSocket.closeWith(status);
    }
    this.#depart();
  }

  /** Leave what is still to do to the WebSocket, which has a time for that. */
  #depart(): void {
    this.#stopReceiving();
    process.nextTick(() => this.#finish());
  }

  /** Nothing is handed over any more, but the peer's close frame is read. */
  #stopReceiving(): void {
    this.#gate.shut();
    this.#webSocket.resume();
  }

  #reasonFor(status: number, reason: string): NetError | undefined {
    if (status !== LOST) return closeError(status, reason, this.remote);
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
    this.#writer.drop();
    this.#handler?.onClose(this.#failure);
    this.#markClosed?.();
  }
}

function createWriter(
  { webSocket, socket, isMasked }: OpenedWebSocket,
  isText: boolean,
  onDrain: () => void,
): MessageWriter {
  if (webSocket.isCompressed) return new DeflateWriter(webSocket, socket, { isText, onDrain });
  const opcode = isText ? Opcode.text : Opcode.binary;
  return new FrameWriter(socket, { opcode, isMasked, onDrain });
}

const NORMAL: CloseStatus = { status: 1000, reason: '' };
const TEXT_REFUSED: CloseStatus = {
  status: 1003,
  reason: 'text is not understood here, send binary',
};
/** What the `ws` package says when there was no close frame. */
const LOST = 1006;
/** A stream goes out in messages of at most this. */
const BATCH_BYTES = 64 * 1024;
