import type { Socket } from 'node:net';
import { SendQueue } from '@net/core/extend';

/**
 * Writes to one socket, a batch at a time.
 *
 * A small write on an idle socket is one `socket.write` and nothing else. What the kernel does not
 * take at once waits here, and each batch is written when the one before was taken: so
 * `bufferedBytes` falls as the peer reads, which is how a slow peer is told from a stuck one.
 */
export class SocketWriter {
  readonly #socket: Socket;
  readonly #onDrain: () => void;
  readonly #waiting = new SendQueue();
  /** Whether `#onWritten` will be called; meanwhile everything waits. */
  #isWriting = false;
  #owesDrain = false;

  /** @param onDrain called when there is room again after a `write` that said `false`. */
  constructor(socket: Socket, onDrain: () => void) {
    this.#socket = socket;
    this.#onDrain = onDrain;
  }

  /** Bytes that the kernel has not taken. */
  get bufferedBytes(): number {
    return this.#socket.destroyed ? 0 : this.#waiting.bytes + this.#socket.writableLength;
  }

  /** Whether bytes wait, even where they will never be sent any more. */
  get holdsSent(): boolean {
    return this.#waiting.bytes > 0 || this.#socket.writableLength > 0;
  }

  /** Write or queue `bytes`, and own them from now on. `false`: hold back until `onDrain`. */
  write(bytes: Uint8Array): boolean {
    if (!this.#isWriting && bytes.length < BATCH_BYTES && this.#socket.writableLength === 0) {
      this.#socket.write(bytes);
      return true;
    }
    this.#waiting.push(bytes);
    if (!this.#isWriting) this.#writeWaiting();
    if (this.bufferedBytes < HIGH_WATER_BYTES) return true;
    this.#owesDrain = true;
    return false;
  }

  /** Say our end, after all that waits. `onDrain` is not called any more. */
  end(): void {
    this.#owesDrain = false;
    while (this.#waiting.bytes > 0) this.#socket.write(this.#waiting.take(Infinity));
    this.#socket.end();
  }

  /** Let go of what waits: the socket is closed. */
  clear(): void {
    this.#waiting.clear();
  }

  /** Write until nothing waits or the kernel has had enough. `#onWritten` goes on from there. */
  #writeWaiting(): void {
    this.#isWriting = true;
    do this.#writeBatch();
    while (this.#waiting.bytes > 0 && this.#socket.writableLength === 0);
  }

  /** Small buffers that wait go out as one `writev`, large ones in pieces. */
  #writeBatch(): void {
    const socket = this.#socket;
    let room = BATCH_BYTES;
    socket.cork();
    while (room > 0 && this.#waiting.bytes > 0) {
      const bytes = this.#waiting.take(room);
      room -= bytes.length;
      if (room > 0 && this.#waiting.bytes > 0) socket.write(bytes);
      else socket.write(bytes, this.#onWritten);
    }
    socket.uncork();
  }

  /** The kernel took a batch; when it did so at once, the next one may be under way already. */
  readonly #onWritten = (error?: Error | null): void => {
    if (error || this.#socket.destroyed || this.#socket.writableLength > 0) return;
    this.#isWriting = false;
    if (this.#waiting.bytes > 0) this.#writeWaiting();
    if (!this.#owesDrain || this.bufferedBytes >= HIGH_WATER_BYTES) return;
    this.#owesDrain = false;
    this.#onDrain();
  };
}

/** Bytes that wait at which `write` says `false`. */
const HIGH_WATER_BYTES = 64 * 1024;
/** Bytes given to the socket at a time: the grain in which `bufferedBytes` falls. */
const BATCH_BYTES = 64 * 1024;
