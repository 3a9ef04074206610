import { serialDiff } from './serial.ts';

/**
 * Received segments in one ring by sequence number: from `head` to `next` they are in order and wait
 * to be taken, from `next` on they wait for those before them. At most `limit` of either kind. They
 * are kept as parts of the datagrams they came in.
 */
export class ReceiveWindow {
  #limit: number;
  #head: number;
  #next: number;
  #ahead = 0;
  #ring: IncomingSegment[] = NO_SEGMENTS;

  /** @param limit segments that the window has, at least 1. */
  constructor(firstSn: number, limit: number) {
    this.#limit = limit;
    this.#head = firstSn | 0;
    this.#next = this.#head;
  }

  /** Everything below it has arrived: the `una` to tell. */
  get next(): number {
    return this.#next;
  }

  /** Segments in order that wait to be taken. */
  get waiting(): number {
    return serialDiff(this.#next, this.#head);
  }

  /** Segments that wait for earlier ones. */
  get ahead(): number {
    return this.#ahead;
  }

  /** Segments that may still come: the `wnd` to tell. */
  get free(): number {
    return Math.max(0, this.#limit - this.waiting);
  }

  /** Whether `sn` is not beyond the window. It may be an old one. */
  reaches(sn: number): boolean {
    return serialDiff(sn, (this.#next + this.#limit) | 0) < 0;
  }

  /**
   * Keep segment `sn`, which is `length` bytes of `block` from `start` on.
   *
   * @returns false when it is here already or outside of the window.
   */
  insert(sn: number, frg: number, block: Uint8Array, start: number, length: number): boolean {
    if (serialDiff(sn, this.#next) < 0 || !this.reaches(sn)) return false;
    while (serialDiff(sn, this.#head) >= this.#ring.length) this.#grow();
    const segment = this.#at(sn);
    if (segment.isHere) return false;
    segment.fill(frg, block, start, length);
    this.#ahead += 1;
    this.#advance();
    return true;
  }

  /** Bytes of the first message; `undefined` when none is complete. */
  peekBytes(): number | undefined {
    const count = this.#messageSegments();
    if (count === 0) return undefined;
    let bytes = 0;
    for (let index = 0; index < count; index += 1) bytes += this.#at(this.#head + index).length;
    return bytes;
  }

  /** Take the first message; `undefined` when none is complete. The caller owns it. */
  take(): Uint8Array | undefined {
    const count = this.#messageSegments();
    if (count === 0) return undefined;
    const message = count === 1 ? this.#at(this.#head).view() : this.#join(count);
    for (let index = 0; index < count; index += 1) this.#at(this.#head + index).empty();
    this.#head = (this.#head + count) | 0;
    this.#advance();
    return message;
  }

  /** Let go of the ring when nothing is in it. */
  trim(): void {
    if (this.#ahead === 0 && this.#head === this.#next) this.#ring = NO_SEGMENTS;
  }

  /** Drop everything, and take nothing new from now on: only old segments are still in reach. */
  close(): void {
    this.#head = this.#next;
    this.#ahead = 0;
    this.#limit = 0;
    this.#ring = NO_SEGMENTS;
  }

  /** How many segments the first message has; 0 when it is not complete. */
  #messageSegments(): number {
    const { waiting } = this;
    if (waiting === 0) return 0;
    const first = this.#at(this.#head);
    if (first.frg === 0) return 1;
    if (waiting < first.frg + 1) return 0;
    for (let count = 1; count < waiting; count += 1) {
      if (this.#at(this.#head + count).frg === 0) return count + 1;
    }
    return waiting;
  }

  #join(count: number): Uint8Array {
    const message = new Uint8Array(this.peekBytes() ?? 0);
    let at = 0;
    for (let index = 0; index < count; index += 1) {
      const segment = this.#at(this.#head + index);
      message.set(segment.view(), at);
      at += segment.length;
    }
    return message;
  }

  /** Put what has come to follow in order into the queue, as far as that has room. */
  #advance(): void {
    while (this.#ahead > 0 && this.waiting < this.#limit && this.#at(this.#next).isHere) {
      this.#next = (this.#next + 1) | 0;
      this.#ahead -= 1;
    }
  }

  #at(sn: number): IncomingSegment {
    return this.#ring[sn & (this.#ring.length - 1)]!;
  }

  #grow(): void {
    const from = this.#ring;
    const ring = Array.from(
      { length: Math.max(FIRST_LENGTH, 2 * from.length) },
      () => new IncomingSegment(),
    );
    for (let index = 0; index < from.length; index += 1) {
      const sn = this.#head + index;
      ring[sn & (ring.length - 1)] = from[sn & (from.length - 1)]!;
    }
    this.#ring = ring;
  }
}

class IncomingSegment {
  frg = 0;
  length = 0;
  isHere = false;
  #block: Uint8Array = NOTHING;
  #start = 0;

  fill(frg: number, block: Uint8Array, start: number, length: number): void {
    this.frg = frg;
    this.length = length;
    this.isHere = true;
    this.#block = block;
    this.#start = start;
  }

  view(): Uint8Array {
    return this.#block.subarray(this.#start, this.#start + this.length);
  }

  empty(): void {
    this.isHere = false;
    this.#block = NOTHING;
  }
}

const NOTHING = new Uint8Array(0);
/** The ring of all windows that have none; nobody writes to it. */
const NO_SEGMENTS: IncomingSegment[] = [];
/** A power of two, as every length of the ring. */
const FIRST_LENGTH = 1;
