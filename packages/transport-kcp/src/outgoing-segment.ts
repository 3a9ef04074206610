/** A segment that waits to be sent, or was sent and waits to be acknowledged. */
export class OutgoingSegment {
  sn = 0;
  frg = 0;
  /** The data is `length` bytes of `block` from `start` on; empty once acknowledged. */
  block: Uint8Array = NOTHING;
  start = 0;
  length = 0;
  /** The time of the last transmission, as the peer will echo it. */
  ts = 0;
  rto = 0;
  /** When it is sent again. */
  resendTs = 0;
  /** Acknowledgements of later segments since the last transmission. */
  fastAcks = 0;
  transmissions = 0;
  isAcked = false;
  /** Whether an acknowledgement of it has been used to measure the round trip. */
  isTimed = false;

  /** Make this a new segment, not sent yet. */
  reset(sn: number, frg: number, block: Uint8Array, start: number, length: number): void {
    this.sn = sn;
    this.frg = frg;
    this.block = block;
    this.start = start;
    this.length = length;
    this.fastAcks = 0;
    this.transmissions = 0;
    this.isAcked = false;
    this.isTimed = false;
  }

  /** Let go of the data. */
  release(): void {
    this.block = NOTHING;
  }
}

const NOTHING = new Uint8Array(0);
