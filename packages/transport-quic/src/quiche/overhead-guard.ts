/**
 * Tells a peer that talks from one that only makes work: counts what was received and brought the
 * application nothing.
 *
 * quiche 0.18 keeps memory for some frames without a bound (connection ids, handshake bytes and path
 * challenges; fixed in 0.20.1 and later). Bytes of such frames are never delivered, so a peer that
 * sends many of them stands out. Acknowledgements are in proportion to what we send; a small packet
 * may be a small message with its header.
 */
export class OverheadGuard {
  readonly #allowance: number;
  #wastedBytes = 0;

  /** @param windowBytes what a peer may have sent and the application not yet read. */
  constructor(windowBytes: number) {
    this.#allowance = windowBytes + SPARE_BYTES;
  }

  /** A packet has come. */
  onReceived(bytes: number): void {
    if (bytes > SMALL_PACKET) this.#wastedBytes += bytes - SMALL_PACKET;
  }

  /** The application was given `bytes`. */
  onDelivered(bytes: number): void {
    this.#forgive(2 * bytes);
  }

  /** A packet was sent. */
  onSent(bytes: number): void {
    this.#forgive(bytes / 4);
  }

  /** Whether the peer has gone too far. */
  get isSpent(): boolean {
    return this.#wastedBytes > this.#allowance;
  }

  #forgive(bytes: number): void {
    this.#wastedBytes = Math.max(0, this.#wastedBytes - bytes);
  }
}

const SMALL_PACKET = 80;
const SPARE_BYTES = 1024 * 1024;
