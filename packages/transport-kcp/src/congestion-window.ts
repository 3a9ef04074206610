/**
 * How many segments the network is trusted to carry: slow start, congestion avoidance, halved by a
 * fast resend and reduced to one by a timeout (RFC 5681), in the 32-bit arithmetic of ikcp.c.
 */
export class CongestionWindow {
  readonly #mss: number;
  #segments = 0;
  #bytes = 0;
  #threshold = MIN_THRESHOLD;

  /** @param mss the most data bytes of a segment. */
  constructor(mss: number) {
    this.#mss = mss;
  }

  /** Segments that may be in flight. 0 until the first flush has ended. */
  get segments(): number {
    return this.#segments;
  }

  /** The same in bytes, where growth by parts of a segment adds up. */
  get bytes(): number {
    return this.#bytes;
  }

  /** From here on it grows slowly. */
  get threshold(): number {
    return this.#threshold;
  }

  /** A datagram has acknowledged something new; the peer has room for `remoteWindow` segments. */
  grow(remoteWindow: number): void {
    if (this.#segments >= remoteWindow) return;
    if (this.#segments < this.#threshold) {
      this.#segments += 1;
      this.#bytes = (this.#bytes + this.#mss) >>> 0;
    } else {
      this.#growSlowly();
    }
    if (this.#segments > remoteWindow) this.#set(remoteWindow);
  }

  /** Segments were sent again because later ones arrived. */
  onFastResend(inFlight: number, resend: number): void {
    this.#threshold = Math.max(inFlight >>> 1, MIN_THRESHOLD);
    this.#set(this.#threshold + resend);
  }

  /** Segments were sent again because their time was up. `window` is what was allowed by then. */
  onTimeout(window: number): void {
    this.#threshold = Math.max(window >>> 1, MIN_THRESHOLD);
    this.#set(1);
  }

  /** At least one segment may always go. */
  open(): void {
    if (this.#segments < 1) this.#set(1);
  }

  #growSlowly(): void {
    const mss = this.#mss;
    const bytes = Math.max(this.#bytes, mss);
    this.#bytes = (bytes + Math.floor((mss * mss) / bytes) + (mss >>> 4)) >>> 0;
    if ((this.#segments + 1) * mss > this.#bytes) return;
    this.#segments = Math.floor((this.#bytes + mss - 1) / mss);
  }

  #set(segments: number): void {
    this.#segments = segments >>> 0;
    this.#bytes = Math.imul(this.#segments, this.#mss) >>> 0;
  }
}

const MIN_THRESHOLD = 2;
