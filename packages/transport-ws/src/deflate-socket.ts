import type { Socket } from 'node:net';
import { ByteQueue } from '@net/core/extend';
import type { CloseStatus } from './close-status.ts';
import { DeflateWriter } from './deflate-writer.ts';
import { MessageGate } from './message-gate.ts';
import type { MessageSocket, MessageSocketOwner } from './message-socket.ts';
import type { OwnedWebSocket, WebSocketOwner } from './web-socket.ts';

/** A WebSocket with extensions, which the `ws` package goes on speaking. */
export class DeflateSocket implements MessageSocket, WebSocketOwner {
  readonly writer: DeflateWriter;
  readonly #webSocket: OwnedWebSocket;
  readonly #isText: boolean;
  readonly #owner: MessageSocketOwner;
  readonly #gate = new MessageGate(this);
  readonly #passed = new ByteQueue();
  #received = 0;
  /** Set once the WebSocket is gone; the owner learns it when nothing is held. */
  #closed: CloseStatus | undefined;

  constructor(
    webSocket: OwnedWebSocket,
    socket: Socket,
    isText: boolean,
    owner: MessageSocketOwner,
  ) {
    this.writer = new DeflateWriter(webSocket, socket, { isText, onDrain: () => owner.onDrain() });
    this.#webSocket = webSocket;
    this.#isText = isText;
    this.#owner = owner;
    webSocket.adopt(this);
  }

  get isOpen(): boolean {
    return this.#webSocket.isOpen;
  }

  get isPaused(): boolean {
    return this.#gate.isPaused;
  }

  get received(): number {
    return this.#received;
  }

  pause(): void {
    this.#gate.pause();
    this.#webSocket.pause();
  }

  resume(): void {
    this.#gate.resume();
  }

  discard(): void {
    this.#gate.shut();
    this.#webSocket.resume();
    process.nextTick(() => this.#finish());
  }

  closeWith({ status, reason }: CloseStatus): void {
    this.#webSocket.close(status, reason);
  }

  terminate(): void {
    this.#webSocket.terminate();
  }

  // What the WebSocket and the gate report.

  onMessage(data: Uint8Array, isBinary: boolean): void {
    this.#received += 1;
    if (isBinary || this.#isText) this.#gate.receive(data);
    else this.#owner.onUnwantedText();
  }

  onMessagePassed(message: Uint8Array): void {
    this.#passed.push(message);
    this.#owner.onMessage(this.#passed, message.length, true);
    this.#passed.clear();
  }

  onGateOpen(): void {
    if (this.#closed === undefined) this.#webSocket.resume();
    else this.#finish();
  }

  onPing(payload: Uint8Array): void {
    this.#received += 1;
    if (this.isOpen) this.writer.pong(payload);
  }

  onPong(): void {
    this.#received += 1;
  }

  onClosing(): void {
    this.#owner.onClosing();
  }

  onError(error: Error): void {
    this.#owner.onError(error);
  }

  onClose(status: number, reason: string): void {
    this.#closed = { status, reason };
    if (!this.#gate.isHolding) this.#finish();
  }

  #finish(): void {
    if (this.#closed !== undefined) this.#owner.onClose(this.#closed.status, this.#closed.reason);
  }
}
