import type { Socket } from 'node:net';
import { HIGH_WATER_BYTES, type MessageWriter } from './message-writer.ts';
import type { OwnedWebSocket } from './web-socket.ts';

/** What one `DeflateWriter` works with. */
interface DeflateWriterOptions {
  readonly isText: boolean;
  /** Called when there is room again after a `write` that said `false`. */
  readonly onDrain: () => void;
}

/**
 * Sends through the `ws` package's own sender, which compresses in other threads and keeps the order
 * meanwhile. The frames of a turn that need no compression leave in one system call.
 */
export class DeflateWriter implements MessageWriter {
  readonly holdsSent = true;
  readonly inPlace = undefined;
  readonly #webSocket: OwnedWebSocket;
  readonly #socket: Socket;
  readonly #isText: boolean;
  readonly #onDrain: () => void;
  #isCorked = false;
  #owesDrain = false;

  constructor(
    webSocket: OwnedWebSocket,
    socket: Socket,
    { isText, onDrain }: DeflateWriterOptions,
  ) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#isText = isText;
    this.#onDrain = onDrain;
  }

  get bufferedBytes(): number {
    return this.#socket.destroyed ? 0 : this.#webSocket.bufferedAmount;
  }

  write(message: Uint8Array): boolean {
    this.#cork();
    this.#webSocket.send(message, { binary: !this.#isText }, this.#onSent);
    if (this.bufferedBytes < HIGH_WATER_BYTES) return true;
    this.#owesDrain = true;
    return false;
  }

  ping(): void {
    this.#webSocket.ping();
  }

  /** A peer that does not read is owed no answer: its bytes wait already. */
  pong(payload: Uint8Array): void {
    if (this.bufferedBytes < HIGH_WATER_BYTES) this.#webSocket.pong(payload);
  }

  /** What is being compressed cannot be called back; it is at most what `bufferedBytes` says. */
  drop(): void {
    this.#owesDrain = false;
  }

  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(this.#onTurnEnd);
  }

  readonly #onTurnEnd = (): void => {
    this.#isCorked = false;
    this.#socket.uncork();
  };

  readonly #onSent = (error?: Error | null): void => {
    if (error || !this.#owesDrain || this.bufferedBytes >= HIGH_WATER_BYTES) return;
    this.#owesDrain = false;
    this.#onDrain();
  };
}
