import { allocate, textBytes, writeText } from './platform.ts';
import { xor } from './xor.ts';

/**
 * Bytes about to be sent. Grows as needed; `take` hands the bytes over and starts afresh.
 *
 * Between a `take` and the next write a writer holds no memory: what is left of its block waits in
 * one place for whichever writer comes next. So ten thousand idle sessions share one block.
 */
export class ByteWriter {
  #bytes: Uint8Array = EMPTY;
  #view: DataView = EMPTY_VIEW;
  #start = 0;
  #end = 0;
  /** Where the block ends: asking it for its length takes longer. */
  #limit = 0;

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Make room for `count` bytes to be set later with `setUint…`; returns where they start. */
  reserve(count: number): number {
    if (this.#end + count > this.#limit) this.#makeRoom(count);
    const at = this.#end;
    this.#end = at + count;
    return at - this.#start;
  }

  /** Overwrite the byte at `at`, counted from the last `take`. */
  setUint8(at: number, value: number): void {
    this.#bytes[this.#start + at] = value;
  }

  /** Overwrite the 16-bit number at `at`, big-endian unless said otherwise. */
  setUint16(at: number, value: number, littleEndian?: boolean): void {
    this.#view.setUint16(this.#start + at, value, littleEndian);
  }

  /** Overwrite the 32-bit number at `at`, big-endian unless said otherwise. */
  setUint32(at: number, value: number, littleEndian?: boolean): void {
    this.#view.setUint32(this.#start + at, value, littleEndian);
  }

  /** Append one byte. */
  writeUint8(value: number): void {
    this.setUint8(this.reserve(1), value);
  }

  /** Append a 16-bit number, big-endian unless said otherwise. */
  writeUint16(value: number, littleEndian?: boolean): void {
    this.setUint16(this.reserve(2), value, littleEndian);
  }

  /** Append a 32-bit number, big-endian unless said otherwise. */
  writeUint32(value: number, littleEndian?: boolean): void {
    this.setUint32(this.reserve(4), value, littleEndian);
  }

  /** Append a copy of `bytes`. */
  writeBytes(bytes: Uint8Array): void {
    const { length } = bytes;
    if (this.#end + length > this.#limit) this.#makeRoom(length);
    this.#bytes.set(bytes, this.#end);
    this.#end += length;
  }

  /** Append `text` in UTF-8; a lone surrogate becomes U+FFFD. */
  writeUtf8(text: string): void {
    // A UTF-16 unit takes at most three bytes; counting is worth it only where that is much.
    const most = text.length <= BLOCK / 8 ? text.length * 3 : textBytes(text);
    if (this.#end + most > this.#limit) this.#makeRoom(most);
    this.#end += writeText(text, this.#bytes, this.#end);
  }

  /** Exclusive-or what was written from `start` on with the bytes of `key`, the highest first. */
  xor(start: number, key: number): void {
    xor(this.#view, this.#start + start, this.#end, key);
  }

  /** What was written from `start` on, to look at or change; not after the next write or `take`. */
  view(start: number): Uint8Array {
    return this.#bytes.subarray(this.#start + start, this.#end);
  }

  /** Drop everything written after `length`. */
  truncate(length: number): void {
    this.#end = this.#start + length;
  }

  /** The bytes written since the last `take`. The caller owns them from now on. */
  take(): Uint8Array {
    const bytes = this.#isWhereReturned() ? returned : this.#bytes.subarray(this.#start, this.#end);
    if (this.#letGo(this.#end)) lastTaken = bytes;
    return bytes;
  }

  /**
   * As `take`, in memory of their own: for bytes that may wait for long, and would else keep the
   * whole block that they were written into.
   */
  takeCopy(): Uint8Array {
    // Not `slice`: that of a Node buffer copies nothing.
    const bytes = new Uint8Array(this.#bytes.subarray(this.#start, this.#end));
    this.#letGo(this.#start);
    return bytes;
  }

  /** `bytes`, which `take` has just returned, are out of use: their memory is written again. */
  giveBack(bytes: Uint8Array): void {
    if (bytes === lastTaken) {
      spareStart -= bytes.length;
      returned = bytes;
      returnedTo = spare;
      returnedStart = spareStart;
    }
    lastTaken = EMPTY;
  }

  /** Whether what was written lies just where the view does that came back: making one takes longer. */
  #isWhereReturned(): boolean {
    if (this.#start !== returnedStart || this.#bytes !== returnedTo) return false;
    return this.#end - this.#start === returned.length;
  }

  /** Leave the block, of which bytes from `from` on are free, to the next writer. `false`: it is dropped. */
  #letGo(from: number): boolean {
    const room = this.#bytes.length - from;
    // A block larger than usual is not kept: it was made for one large message.
    const isKept = room > spare.length - spareStart && this.#bytes.length <= BLOCK;
    if (isKept) {
      spare = this.#bytes;
      spareView = this.#view;
      spareStart = from;
      lastTaken = EMPTY;
    }
    this.#bytes = EMPTY;
    this.#view = EMPTY_VIEW;
    this.#start = this.#end = this.#limit = 0;
    return isKept;
  }

  #makeRoom(count: number): void {
    if (this.#limit === 0 && count <= spare.length - spareStart) this.#useSpare();
    else this.#grow(count);
  }

  #useSpare(): void {
    this.#bytes = spare;
    this.#view = spareView;
    this.#start = this.#end = spareStart;
    this.#limit = spare.length;
    spare = EMPTY;
    spareView = EMPTY_VIEW;
    spareStart = 0;
    lastTaken = EMPTY;
  }

  #grow(count: number): void {
    const { length } = this;
    const bytes = allocate(Math.max(BLOCK, 2 * length + count));
    bytes.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#start = 0;
    this.#end = length;
    this.#limit = bytes.length;
  }
}

const EMPTY = allocate(0);
const EMPTY_VIEW = new DataView(EMPTY.buffer);
const BLOCK = 64 * 1024;
let spare: Uint8Array = EMPTY;
let spareView: DataView = EMPTY_VIEW;
let spareStart = 0;
/** What stands right before `spareStart`, while nothing else has used the block. */
let lastTaken: Uint8Array = EMPTY;
/** What was given back last: it stands at `returnedStart` in `returnedTo`. */
let returned: Uint8Array = EMPTY;
let returnedTo: Uint8Array = EMPTY;
let returnedStart = 0;
