import { OutgoingSegment } from './outgoing-segment.ts';
import { serialDiff } from './serial.ts';

/**
 * Everything that is not yet acknowledged, in one ring by sequence number: from `una` to `next` it
 * is in flight, from `next` to `end` it waits to be sent. The ring doubles when it is full and its
 * segments are used again, so that in a steady flow nothing is allocated.
 */
export class SendWindow {
  #una: number;
  #next: number;
  #end: number;
  #ring: OutgoingSegment[] = NO_SEGMENTS;
  #queuedBytes = 0;
  #ackedInFlight = 0;
  #fastAcked = 0;
  readonly #keepsAcked: boolean;

  /**
   * @param firstSn the number of the first segment.
   * @param keepsAcked whether a segment in flight stays until everything before it is acknowledged
   * too (kcp-go) or leaves at once (ikcp.c): `una` says so.
   */
  constructor(firstSn: number, keepsAcked: boolean) {
    this.#una = firstSn | 0;
    this.#next = this.#una;
    this.#end = this.#una;
    this.#keepsAcked = keepsAcked;
  }

  /** Number of the first segment in flight; `next` when none is. */
  get una(): number {
    return this.#una;
  }

  /** Number of the next new segment to be sent. */
  get next(): number {
    return this.#next;
  }

  /** Segments in flight, and with `keepsAcked` those behind them that are acknowledged. */
  get inFlight(): number {
    return serialDiff(this.#next, this.#una) - (this.#keepsAcked ? 0 : this.#ackedInFlight);
  }

  /** Segments that wait to be sent. */
  get queued(): number {
    return serialDiff(this.#end, this.#next);
  }

  /** Bytes of those. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Whether everything has been sent and acknowledged. */
  get isEmpty(): boolean {
    return this.#una === this.#end;
  }

  /** Whether acknowledgements have overtaken a segment in flight. */
  get hasFastAcks(): boolean {
    return this.#fastAcked > 0;
  }

  /** Add a segment at the back of the queue. It is `length` bytes of `block`, which is kept. */
  push(frg: number, block: Uint8Array, start: number, length: number): void {
    if (serialDiff(this.#end, this.#una) === this.#ring.length) this.#grow();
    this.at(this.#end).reset(this.#end, frg, block, start, length);
    this.#end = (this.#end + 1) | 0;
    this.#queuedBytes += length;
  }

  /** The segment at the back of the queue, if any waits. */
  lastQueued(): OutgoingSegment | undefined {
    return this.#end === this.#next ? undefined : this.at((this.#end - 1) | 0);
  }

  /** Give the last queued segment more data: it is now `length` bytes of `block`. */
  extendLast(segment: OutgoingSegment, block: Uint8Array, length: number): void {
    this.#queuedBytes += length - segment.length;
    segment.block = block;
    segment.start = 0;
    segment.length = length;
  }

  /** The segment of number `sn`, from `una` to `end`; any other number gives another segment. */
  at(sn: number): OutgoingSegment {
    return this.#ring[sn & (this.#ring.length - 1)]!;
  }

  /** The segment of number `sn` if it has been sent and its place has not been used again. */
  sent(sn: number): OutgoingSegment | undefined {
    if (this.#ring.length === 0) return undefined;
    const segment = this.at(sn);
    return segment.sn === sn && segment.transmissions > 0 ? segment : undefined;
  }

  /** Move queued segments into flight until `limit` are; returns how many were moved. */
  admit(limit: number): number {
    let moved = 0;
    while (this.#next !== this.#end && serialDiff(this.#next, this.#una) < limit) {
      this.#queuedBytes -= this.at(this.#next).length;
      this.#next = (this.#next + 1) | 0;
      moved += 1;
    }
    return moved;
  }

  /** Whether `sn` is in flight. */
  isInFlight(sn: number): boolean {
    return serialDiff(sn, this.#una) >= 0 && serialDiff(sn, this.#next) < 0;
  }

  /** The peer has got `sn`. Nothing happens when that is not in flight. */
  acknowledge(sn: number): void {
    if (!this.isInFlight(sn)) return;
    const segment = this.at(sn);
    if (segment.isAcked) return;
    this.clearFastAcks(segment);
    segment.isAcked = true;
    segment.release();
    this.#ackedInFlight += 1;
    if (this.#keepsAcked) return;
    while (this.#una !== this.#next && this.at(this.#una).isAcked) this.#dropFirst();
  }

  /** The peer has got everything below `una`. @returns how many segments left. */
  acknowledgeBelow(una: number): number {
    let dropped = 0;
    while (this.#una !== this.#next && serialDiff(una, this.#una) > 0) {
      this.#dropFirst();
      dropped += 1;
    }
    if (this.#keepsAcked) return dropped;
    while (this.#una !== this.#next && this.at(this.#una).isAcked) this.#dropFirst();
    return dropped;
  }

  /**
   * The peer has got `sn`: count it for each earlier segment in flight.
   *
   * @param ts the time that the acknowledgement echoes. Segments sent after it are passed over,
   * because their own acknowledgement may still be on the way; `undefined`: none is.
   */
  countFastAcks(sn: number, ts: number | undefined): void {
    if (!this.isInFlight(sn)) return;
    for (let each = this.#una; each !== sn; each = (each + 1) | 0) {
      const segment = this.at(each);
      if (segment.isAcked || (ts !== undefined && serialDiff(segment.ts, ts) > 0)) continue;
      if (segment.fastAcks === 0) this.#fastAcked += 1;
      segment.fastAcks += 1;
    }
  }

  /** Forget the acknowledgements that have overtaken `segment`. */
  clearFastAcks(segment: OutgoingSegment): void {
    if (segment.fastAcks === 0) return;
    this.#fastAcked -= 1;
    segment.fastAcks = 0;
  }

  /** Let go of the ring when nothing is in it. */
  trim(): void {
    if (this.isEmpty) this.#ring = NO_SEGMENTS;
  }

  /** Drop everything. */
  clear(): void {
    this.#una = this.#end;
    this.#next = this.#end;
    this.#queuedBytes = 0;
    this.#ackedInFlight = 0;
    this.#fastAcked = 0;
    this.#ring = NO_SEGMENTS;
  }

  #dropFirst(): void {
    const segment = this.at(this.#una);
    if (segment.isAcked) this.#ackedInFlight -= 1;
    this.clearFastAcks(segment);
    segment.release();
    this.#una = (this.#una + 1) | 0;
  }

  #grow(): void {
    const from = this.#ring;
    const ring = Array.from(
      { length: Math.max(FIRST_LENGTH, 2 * from.length) },
      () => new OutgoingSegment(),
    );
    for (let sn = this.#una; sn !== this.#end; sn = (sn + 1) | 0) {
      ring[sn & (ring.length - 1)] = from[sn & (from.length - 1)]!;
    }
    this.#ring = ring;
  }
}

/** The ring of all windows that have none; nobody writes to it. */
const NO_SEGMENTS: OutgoingSegment[] = [];
/** A power of two, as every length of the ring. */
const FIRST_LENGTH = 1;
