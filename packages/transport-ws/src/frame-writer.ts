import { randomFillSync } from 'node:crypto';
import type { Socket } from 'node:net';
import { ByteWriter } from '@net/core';
import type { InPlace } from '@net/core/extend';
import { BlockQueue } from './block-queue.ts';
import { writeCloseStatus } from './close-frame.ts';
import type { CloseStatus } from './close-status.ts';
import { endFrame, headerBytes, Opcode, writeFrame } from './frame.ts';
import { MaskKeys } from './mask-keys.ts';
import { HIGH_WATER_BYTES, type MessageWriter } from './message-writer.ts';

/** What one `FrameWriter` works with. */
interface FrameWriterOptions {
  /** How messages go out. */
  readonly opcode: Opcode;
  /** Dialling ends mask what they send. */
  readonly isMasked: boolean;
  /** Called when there is room again after a `write` that said `false`. */
  readonly onDrain: () => void;
}

/**
 * Writes frames to the socket under a WebSocket. The frames of a turn stand in one block, which
 * leaves in one system call at its end; an idle writer holds no memory.
 *
 * What the kernel does not take at once waits here in blocks of whole frames, and each batch is
 * written when the one before was taken: so `bufferedBytes` falls as the peer reads, and what waits
 * can be dropped without breaking the stream.
 */
export class FrameWriter implements MessageWriter, InPlace {
  readonly holdsSent = false;
  readonly #socket: Socket;
  readonly #opcode: Opcode;
  readonly #keys: MaskKeys | undefined;
  readonly #shortHeader: number;
  readonly #onDrain: () => void;
  readonly #out = new ByteWriter();
  readonly #waiting = new BlockQueue();
  #isFlushQueued = false;
  #isCorked = false;
  #flushBytes = FIRST_FLUSH_BYTES;
  /** Whether `#onWritten` will be called; meanwhile everything waits. */
  #isWriting = false;
  #owesDrain = false;
  #owedPong: Uint8Array | undefined;
  /** After the close frame nothing is sent. */
  #isShut = false;
  /** Where the message stands that was begun. */
  #messageStart = NONE;

  constructor(socket: Socket, { opcode, isMasked, onDrain }: FrameWriterOptions) {
    this.#socket = socket;
    this.#opcode = opcode;
    this.#keys = isMasked ? sharedKeys : undefined;
    this.#shortHeader = headerBytes(0, isMasked);
    this.#onDrain = onDrain;
  }

  get inPlace(): InPlace {
    return this;
  }

  get bufferedBytes(): number {
    if (this.#socket.destroyed) return 0;
    return this.#out.length + this.#waiting.bytes + this.#socket.writableLength;
  }

  write(message: Uint8Array): boolean {
    this.#append(this.#opcode, message);
    return this.#hasRoom();
  }

  beginMessage(): ByteWriter {
    this.#messageStart = this.#out.reserve(this.#shortHeader);
    return this.#out;
  }

  endMessage(): boolean {
    if (this.#isShut) {
      this.dropMessage();
      return false;
    }
    const start = this.#messageStart;
    endFrame(this.#out, start, this.#shortHeader, this.#opcode, this.#keys?.next());
    this.#messageStart = NONE;
    this.#onAppended();
    return this.#hasRoom();
  }

  dropMessage(): void {
    // One that was begun before the close frame has left nothing that may stay.
    this.#out.truncate(Math.max(0, this.#messageStart));
    this.#messageStart = NONE;
  }

  /** Gather until `uncork`: what is read at once is answered at once. */
  cork(): void {
    this.#isCorked = true;
  }

  /** Send what has gathered since `cork`, without waiting for the end of the turn. */
  uncork(): void {
    this.#isCorked = false;
    this.#flush();
  }

  ping(): void {
    this.#append(Opcode.ping, NOTHING);
  }

  /** While the peer does not read, only its last ping is answered (RFC 6455, section 5.5.3). */
  pong(payload: Uint8Array): void {
    if (this.#isWriting) this.#owedPong = new Uint8Array(payload);
    else this.#append(Opcode.pong, payload);
  }

  /** Send a close frame after all that waits; `onDrain` is called no more. */
  close(status: CloseStatus): void {
    this.#isShut = true;
    if (this.#messageStart !== NONE) this.dropMessage();
    const payload = writeCloseStatus(status);
    writeFrame(this.#out, Opcode.close, payload, this.#keys?.next());
    this.#owesDrain = false;
    this.#owedPong = undefined;
    if (!this.#socket.writable) return this.drop();
    this.#socket.cork();
    for (let block = this.#waiting.take(); block !== undefined; block = this.#waiting.take()) {
      this.#socket.write(block);
    }
    this.#socket.write(this.#out.take());
    this.#socket.uncork();
  }

  drop(): void {
    this.#owesDrain = false;
    this.#owedPong = undefined;
    this.#waiting.clear();
    this.#out.truncate(0);
    this.#out.take();
  }

  #hasRoom(): boolean {
    // Short of writing there is never more than one unfinished block.
    if (!this.#isWriting || this.bufferedBytes < HIGH_WATER_BYTES) return true;
    this.#owesDrain = true;
    return false;
  }

  #append(opcode: Opcode, payload: Uint8Array): void {
    writeFrame(this.#out, opcode, payload, this.#keys?.next());
    this.#onAppended();
  }

  #onAppended(): void {
    if (!this.#isCorked) this.#gather();
    else if (this.#out.length >= FLUSH_BYTES) this.#flush();
  }

  /** The beginning of a long turn leaves early: the peer can start on it meanwhile. */
  #gather(): void {
    if (!this.#isFlushQueued) {
      this.#flushBytes = FIRST_FLUSH_BYTES;
      this.#isFlushQueued = true;
      process.nextTick(this.#onTurnEnd);
    }
    if (this.#out.length < this.#flushBytes) return;
    this.#flush();
    this.#flushBytes = Math.min(2 * this.#flushBytes, FLUSH_BYTES);
  }

  readonly #onTurnEnd = (): void => {
    this.#isFlushQueued = false;
    this.#flush();
  };

  #flush(): void {
    const { length } = this.#out;
    if (length === 0) return;
    if (!this.#socket.writable) return this.drop();
    const isIdle = !this.#isWriting && this.#socket.writableLength === 0;
    if (isIdle && length < BATCH_BYTES) {
      const frames = this.#out.take();
      this.#socket.write(frames);
      if (this.#socket.writableLength === 0) this.#out.giveBack(frames);
      return;
    }
    // What waits for a slow peer must not keep the block that it shares with other connections.
    this.#waiting.push(isIdle ? this.#out.take() : this.#out.takeCopy());
    if (!this.#isWriting) this.#writeWaiting();
  }

  /** Write until nothing waits or the kernel has had enough. `#onWritten` goes on from there. */
  #writeWaiting(): void {
    this.#isWriting = true;
    do this.#writeBatch();
    while (!this.#waiting.isEmpty && this.#socket.writableLength === 0);
  }

  #writeBatch(): void {
    const socket = this.#socket;
    let room = BATCH_BYTES;
    socket.cork();
    for (let block = this.#waiting.take(); block !== undefined; block = this.#waiting.take()) {
      room -= block.length;
      if (room > 0 && !this.#waiting.isEmpty) {
        socket.write(block);
      } else {
        socket.write(block, this.#onWritten);
        break;
      }
    }
    socket.uncork();
  }

  /** The kernel took a batch; when it did so at once, the next one may be under way already. */
  readonly #onWritten = (error?: Error | null): void => {
    if (error || this.#socket.destroyed || this.#socket.writableLength > 0) return;
    this.#isWriting = false;
    if (!this.#waiting.isEmpty) this.#writeWaiting();
    if (this.bufferedBytes >= HIGH_WATER_BYTES) return;
    const pong = this.#owedPong;
    this.#owedPong = undefined;
    if (pong !== undefined) this.#append(Opcode.pong, pong);
    if (!this.#owesDrain) return;
    this.#owesDrain = false;
    this.#onDrain();
  };
}

const sharedKeys = new MaskKeys(randomFillSync);
const NOTHING = new Uint8Array(0);
/** No place, and small for the sake of speed. */
const NONE = -1;
/** Of a turn so much leaves first, then twice as much, and so on to `FLUSH_BYTES`. */
const FIRST_FLUSH_BYTES = 4 * 1024;
/** Half of a writer's block, so that the other half serves the next turn without a copy. */
const FLUSH_BYTES = 32 * 1024;
/** Bytes given to the socket at a time: the grain in which `bufferedBytes` falls. */
const BATCH_BYTES = 64 * 1024;
