import { allocate } from './platform.ts';

/**
 * Received bytes that no one has taken yet, in one piece.
 *
 * A chunk that arrives when the queue is empty is used as it is. Only what is left of it when the
 * next one arrives is copied, into a buffer that doubles: so the work stays linear in the bytes
 * received, however they are cut, and memory follows what was received, never what was announced.
 */
export class ByteQueue {
  #bytes: Uint8Array = EMPTY;
  /** Reads numbers from blocks in which many are to be read; making it costs more than a few reads. */
  #view: DataView | undefined;
  /** Where `#bytes` lie: asking a view each time costs more than remembering. */
  #buffer: ArrayBufferLike = EMPTY.buffer;
  #offset = 0;
  #start = 0;
  #end = 0;

  /** Bytes available. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Add `chunk` at the back. The queue owns it from now on. */
  push(chunk: Uint8Array): void {
    if (this.#start === this.#end) {
      this.#use(chunk, chunk.length);
      return;
    }
    const end = this.#end + chunk.length;
    // A chunk that is used as it came has no room behind its end: nobody else's memory is written.
    if (end > this.#bytes.length) {
      this.#moveTo(Math.max(SMALLEST, 2 * this.length, this.length + chunk.length));
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The byte at `index`, without taking it. */
  peekUint8(index: number): number {
    return this.#bytes[this.#start + index]!;
  }

  /** The 16-bit number at `index`, big-endian unless said otherwise, without taking it. */
  peekUint16(index: number, littleEndian = false): number {
    const at = this.#start + index;
    if (this.#view !== undefined) return this.#view.getUint16(at, littleEndian);
    const [low, high] = littleEndian ? [at, at + 1] : [at + 1, at];
    return (this.#bytes[high]! << 8) | this.#bytes[low]!;
  }

  /** The 32-bit number at `index`, big-endian unless said otherwise, without taking it. */
  peekUint32(index: number, littleEndian = false): number {
    const at = this.#start + index;
    if (this.#view !== undefined) return this.#view.getUint32(at, littleEndian);
    return littleEndian ? littleUint32(this.#bytes, at) : bigUint32(this.#bytes, at);
  }

  /** Where `byte` next occurs at or after `from`, or -1. */
  indexOf(byte: number, from = 0): number {
    // Not past the end, where spare room may hold any number of old bytes.
    const at = this.#bytes.subarray(this.#start + from, this.#end).indexOf(byte);
    return at === -1 ? -1 : from + at;
  }

  /** Remove the first `count` bytes and return a view of them. They are never written to again. */
  take(count: number): Uint8Array {
    const at = this.#start;
    this.#start += count;
    // A chunk from Node is a Buffer, whose `subarray` costs more and makes another Buffer.
    return new Uint8Array(this.#buffer, this.#offset + at, count);
  }

  /** Remove the first `count` bytes. */
  skip(count: number): void {
    this.#start += count;
  }

  /**
   * Let go of memory that the bytes left do not need. Without it, five bytes of an unfinished frame
   * would keep the 64 KiB chunk that they came in.
   */
  trim(): void {
    const { length } = this;
    if (length === 0) {
      this.clear();
    } else if (this.#bytes.buffer.byteLength > Math.max(SMALLEST, 4 * length)) {
      this.#moveTo(Math.max(SMALLEST, length));
    }
  }

  /** Forget all bytes. */
  clear(): void {
    this.#bytes = EMPTY;
    this.#view = undefined;
    this.#buffer = EMPTY.buffer;
    this.#start = this.#end = 0;
  }

  #moveTo(capacity: number): void {
    const { length } = this;
    const bytes = allocate(capacity);
    bytes.set(this.#bytes.subarray(this.#start, this.#end));
    this.#use(bytes, length);
  }

  #use(bytes: Uint8Array, length: number): void {
    this.#bytes = bytes;
    this.#buffer = bytes.buffer;
    this.#offset = bytes.byteOffset;
    const isLarge = bytes.length >= VIEW_FROM_BYTES;
    this.#view = isLarge ? new DataView(this.#buffer, this.#offset, bytes.length) : undefined;
    this.#start = 0;
    this.#end = length;
  }
}

function bigUint32(bytes: Uint8Array, at: number): number {
  const high = (bytes[at]! << 24) | (bytes[at + 1]! << 16);
  return (high | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

function littleUint32(bytes: Uint8Array, at: number): number {
  const high = (bytes[at + 3]! << 24) | (bytes[at + 2]! << 16);
  return (high | (bytes[at + 1]! << 8) | bytes[at]!) >>> 0;
}

const EMPTY = new Uint8Array(0);
const VIEW_FROM_BYTES = 4096;
const SMALLEST = 256;
