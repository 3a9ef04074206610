import { allocate } from './platform.ts';
import { xor } from './xor.ts';

/**
 * Received bytes that no one has taken yet.
 *
 * A chunk is read where it lies. What is left of one when the next arrives is an unfinished frame:
 * it goes into a small buffer together with the beginning of the next chunk, and reading moves on
 * to that chunk itself as soon as the frame is taken. Short chunks gather in a buffer that doubles.
 * So the work stays linear in the bytes received, however they are cut, and memory follows what was
 * received, never what was announced.
 */
export class ByteQueue {
  #bytes: Uint8Array = EMPTY;
  /** Reads numbers from blocks in which many are to be read; making it costs more than a few reads. */
  #view: DataView = EMPTY_VIEW;
  /** How far `#view` may be read; 0 where there is none. */
  #viewEnd = 0;
  /** Where `#bytes` lie: asking a view each time costs more than remembering. */
  #buffer: ArrayBufferLike = EMPTY_BUFFER;
  #offset = 0;
  #start = 0;
  #end = 0;
  /** The chunk of which only the beginning was copied, to `#joint` in `#bytes`. */
  #next: Uint8Array | undefined;
  #joint = NO_JOINT;
  /** How many bytes of `#next` are not in `#bytes`. */
  #beyond = 0;

  /** Bytes available. */
  get length(): number {
    return this.#end - this.#start + this.#beyond;
  }

  /** Add `chunk` at the back. The queue owns it from now on. */
  push(chunk: Uint8Array): void {
    if (this.length === 0) {
      this.#use(chunk, chunk.length);
      return;
    }
    this.#join(this.length);
    // A chunk that is used as it came has no room behind its end: nobody else's memory is written.
    if (this.#end + chunk.length <= this.#bytes.length) this.#append(chunk);
    else if (chunk.length >= LARGE_BYTES && chunk.length >= this.length) this.#bridge(chunk);
    else this.#grow(chunk);
  }

  /** The byte at `index`, without taking it. */
  peekUint8(index: number): number {
    if (this.#start + index >= this.#end) this.#join(index + 1);
    return this.#bytes[this.#start + index]!;
  }

  /** The 16-bit number at `index`, big-endian unless said otherwise, without taking it. */
  peekUint16(index: number, littleEndian?: boolean): number {
    const first = this.peekUint8(index);
    const second = this.peekUint8(index + 1);
    return littleEndian ? (second << 8) | first : (first << 8) | second;
  }

  /** The 32-bit number at `index`, big-endian unless said otherwise, without taking it. */
  peekUint32(index: number, littleEndian?: boolean): number {
    const at = this.#start + index;
    // The rest stands elsewhere, so that this is short enough to become part of its callers.
    if (at + 4 > this.#viewEnd) return this.#gather(index, littleEndian);
    return this.#view.getUint32(at, littleEndian);
  }

  /** Exclusive-or the first `count` bytes with the bytes of `key`, the highest first. */
  xor(count: number, key: number): void {
    this.#join(count);
    if (this.#viewEnd === 0) this.#makeView();
    const end = this.#start + count;
    xor(this.#view, this.#start, end, key);
    // What was copied of the next chunk may yet be read there.
    if (end > this.#joint) this.#next?.set(this.#bytes.subarray(this.#joint, end));
  }

  /** Where `byte` next occurs at or after `from`, or -1. */
  indexOf(byte: number, from = 0): number {
    this.#join(this.length);
    // Not past the end, where spare room may hold any number of old bytes.
    const at = this.#bytes.subarray(this.#start + from, this.#end).indexOf(byte);
    return at === -1 ? -1 : from + at;
  }

  /** A view of the first `count` bytes, without taking them. */
  peek(count: number): Uint8Array {
    if (this.#start + count > this.#end) this.#join(count);
    // A chunk from Node is a Buffer, whose `subarray` costs more and makes another Buffer.
    return new Uint8Array(this.#buffer, this.#offset + this.#start, count);
  }

  /** Remove the first `count` bytes and return a view of them. They are never written to again. */
  take(count: number): Uint8Array {
    const taken = this.peek(count);
    this.skip(count);
    return taken;
  }

  /** Remove the first `count` bytes. */
  skip(count: number): void {
    this.#start += count;
    if (this.#start >= this.#joint) this.#cross();
  }

  /**
   * Let go of memory that the bytes left do not need. Without it, five bytes of an unfinished frame
   * would keep the 64 KiB chunk that they came in.
   */
  trim(): void {
    const { length } = this;
    this.#join(length);
    if (length === 0) {
      this.clear();
    } else if (this.#bytes.buffer.byteLength > Math.max(SMALLEST, 4 * length)) {
      this.#moveTo(Math.max(SMALLEST, 2 * length));
    }
  }

  /** Forget all bytes. */
  clear(): void {
    this.#bytes = EMPTY;
    this.#dropView();
    this.#buffer = EMPTY_BUFFER;
    this.#offset = this.#start = this.#end = 0;
    this.#parted();
  }

  /** The 32-bit number at `index` of a short chunk, or where two chunks meet. */
  #gather(index: number, littleEndian?: boolean): number {
    if (this.#start + index + 4 > this.#end) this.#join(index + 4);
    const at = this.#start + index;
    return littleEndian ? littleUint32(this.#bytes, at) : bigUint32(this.#bytes, at);
  }

  #append(chunk: Uint8Array): void {
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  #grow(chunk: Uint8Array): void {
    this.#moveTo(Math.max(SMALLEST, 2 * this.length, this.length + chunk.length));
    this.#append(chunk);
  }

  /** Copy only the beginning of `chunk`, in which the unfinished frame may well end. */
  #bridge(chunk: Uint8Array): void {
    if (this.#end === this.#bytes.length) this.#moveTo(Math.max(SMALLEST, 2 * this.length));
    this.#next = chunk;
    this.#joint = this.#end;
    this.#beyond = chunk.length;
    this.#copyBeyond(Math.min(SMALLEST, this.#bytes.length - this.#end));
  }

  /** Have the first `count` bytes in one piece. */
  #join(count: number): void {
    if (this.#next === undefined) return;
    const missing = count - (this.#end - this.#start);
    if (missing <= 0) return;
    // As much again as before, so that asking for one byte after the other stays linear.
    const more = Math.min(Math.max(missing, this.#end - this.#joint), this.#beyond);
    if (this.#end + more > this.#bytes.length)
      this.#moveTo(2 * (this.length - this.#beyond + more));
    this.#copyBeyond(more);
  }

  #copyBeyond(count: number): void {
    const next = this.#next!;
    const from = this.#end - this.#joint;
    this.#append(new Uint8Array(next.buffer, next.byteOffset + from, count));
    this.#beyond -= count;
    if (this.#beyond === 0) this.#parted();
  }

  /** What was copied of the next chunk is reached: go on in the chunk itself. */
  #cross(): void {
    const at = this.#start - this.#joint;
    const next = this.#next!;
    this.#parted();
    this.#use(next, next.length);
    this.#start = at;
  }

  #parted(): void {
    this.#next = undefined;
    this.#joint = NO_JOINT;
    this.#beyond = 0;
  }

  #moveTo(capacity: number): void {
    const held = this.#end - this.#start;
    const bytes = allocate(capacity);
    bytes.set(new Uint8Array(this.#buffer, this.#offset + this.#start, held));
    if (this.#next !== undefined) this.#joint -= this.#start;
    this.#use(bytes, held);
  }

  #use(bytes: Uint8Array, length: number): void {
    this.#bytes = bytes;
    this.#buffer = bytes.buffer;
    this.#offset = bytes.byteOffset;
    this.#start = 0;
    this.#end = length;
    this.#dropView();
    if (bytes.length >= VIEW_FROM_BYTES) this.#makeView();
  }

  #makeView(): void {
    this.#view = new DataView(this.#buffer, this.#offset, this.#bytes.length);
    this.#viewEnd = this.#end;
  }

  #dropView(): void {
    this.#view = EMPTY_VIEW;
    this.#viewEnd = 0;
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

const EMPTY_BUFFER = new ArrayBuffer(0);
const EMPTY = new Uint8Array(EMPTY_BUFFER);
const EMPTY_VIEW = new DataView(EMPTY_BUFFER);
const VIEW_FROM_BYTES = 4096;
const SMALLEST = 256;
/** Copying a shorter chunk costs less than bridging to it. */
const LARGE_BYTES = 4096;
/** Beyond any index; a small integer, so that comparing with it is cheap. */
const NO_JOINT = 2 ** 30;
