import type { Socket } from 'node:net';
import { onBytes } from '@net/core/extend';
import type { CloseStatus } from './close-status.ts';
import { Opcode } from './frame.ts';
import { FrameReader } from './frame-reader.ts';
import { FrameViolation } from './frame-violation.ts';
import { FrameWriter } from './frame-writer.ts';
import { LOST, type MessageSocket, type MessageSocketOwner } from './message-socket.ts';
import type { Settings } from './options.ts';

/**
 * Speaks RFC 6455 over the socket of a WebSocket that has opened without extensions. Paused, it stops
 * within what it has read, and the peer's close waits behind the messages before it.
 */
export class FramedSocket implements MessageSocket {
  readonly writer: FrameWriter;
  readonly #socket: Socket;
  readonly #owner: MessageSocketOwner;
  readonly #reader: FrameReader;
  readonly #takesText: boolean;
  readonly #closeTimeoutMs: number;
  #received = 0;
  #isPaused = false;
  #isDiscarding = false;
  /** Nothing is read any more: the peer has said close, or broken a rule. */
  #isDeaf = false;
  #hasSaidClose = false;
  #isGone = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param isMasked whether this end masks what it sends, and the peer does not: the dialling one. */
  constructor(socket: Socket, isMasked: boolean, settings: Settings, owner: MessageSocketOwner) {
    socket.on('error', () => socket.destroy());
    const { isText, webSocket } = settings;
    const opcode = isText ? Opcode.text : Opcode.binary;
    this.writer = new FrameWriter(socket, { opcode, isMasked, onDrain: () => owner.onDrain() });
    this.#socket = socket;
    this.#owner = owner;
    this.#reader = new FrameReader(webSocket, !isMasked);
    this.#takesText = isText;
    this.#closeTimeoutMs = webSocket.closeTimeout;
    onBytes(socket, this.#onData);
    socket.on('end', () => this.#onEnd());
    socket.on('close', () => this.#onSocketClose());
  }

  get isOpen(): boolean {
    return !this.#hasSaidClose;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get received(): number {
    return this.#received;
  }

  pause(): void {
    // The peer's close frame, or its end, is still to be read.
    if (this.#isDiscarding || this.#isDeaf) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    process.nextTick(this.#onResumed);
  }

  discard(): void {
    this.#isDiscarding = true;
    this.#isPaused = false;
    process.nextTick(this.#onResumed);
  }

  closeWith(status: CloseStatus): void {
    if (this.#hasSaidClose) return;
    this.#hasSaidClose = true;
    this.#owner.onClosing();
    this.writer.close(status);
    this.#startTimer();
  }

  terminate(): void {
    this.#socket.destroy();
  }

  readonly #onData = (chunk: Uint8Array): void => {
    if (this.#isDeaf) return;
    this.#reader.push(chunk);
    this.#read();
  };

  readonly #onResumed = (): void => {
    this.#read();
    if (this.#isPaused) return;
    if (this.#isGone) this.#finish();
    else this.#socket.resume();
  };

  /** Read until somebody pauses, in the midst of a chunk too. */
  #read(): void {
    let isNew = true;
    this.writer.cork();
    try {
      while (!this.#isPaused && !this.#isDeaf && this.#next()) {
        this.#received += 1;
        this.#receive(this.#reader, isNew);
        isNew = false;
      }
    } finally {
      this.writer.uncork();
    }
    this.#reader.trim();
  }

  #next(): boolean {
    try {
      return this.#reader.next();
    } catch (error) {
      if (!(error instanceof FrameViolation)) throw error;
      this.#endWith({ status: error.status, reason: '' });
      this.#owner.onError(error);
      return false;
    }
  }

  #receive({ opcode, payload, bytes }: FrameReader, isNew: boolean): void {
    const isMessage = opcode === Opcode.binary || (opcode === Opcode.text && this.#takesText);
    if (isMessage && !this.#isDiscarding) return this.#owner.onMessage(payload, bytes, isNew);
    const rest = payload.take(bytes);
    if (opcode === Opcode.text && !this.#isDiscarding) {
      this.#owner.onUnwantedText();
    } else if (opcode === Opcode.close) {
      // The peer does not get its own words back.
      this.#endWith({ status: this.#closed().status, reason: '' });
    } else if (opcode === Opcode.ping && !this.#hasSaidClose) {
      this.writer.pong(rest);
    }
  }

  #closed(): CloseStatus {
    return this.#reader.closeStatus ?? LOST;
  }

  /** Read nothing more, and end behind this end's close frame, which says `status` if none was sent. */
  #endWith(status: CloseStatus): void {
    this.#isDeaf = true;
    this.closeWith(status);
    this.#socket.end();
  }

  /** What waits would not be read by a peer that has ended its side. */
  #onEnd(): void {
    this.writer.drop();
    this.#socket.end();
    this.#startTimer();
  }

  #onSocketClose(): void {
    this.#isGone = true;
    clearTimeout(this.#timer);
    // What a paused socket has read is still there.
    this.#socket.off('data', this.#onData);
    const rest: Buffer | null = this.#socket.read();
    if (rest !== null) this.#onData(rest);
    if (!this.#isPaused || this.#reader.length === 0) this.#finish();
  }

  #finish(): void {
    const { status, reason } = this.#closed();
    this.#owner.onClose(status, reason);
  }

  #startTimer(): void {
    if (this.#isGone) return;
    this.#timer ??= setTimeout(() => this.#socket.destroy(), this.#closeTimeoutMs);
  }
}
