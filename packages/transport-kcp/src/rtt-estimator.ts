/** Smooths round-trip times into the time after which a segment counts as lost (RFC 6298). */
export class RttEstimator {
  readonly #settings: RttSettings;
  #smoothed = 0;
  #variation = 0;
  #rto = FIRST_RTO_MS;

  constructor(settings: RttSettings) {
    this.#settings = settings;
  }

  /** Milliseconds to wait for an acknowledgement. */
  get rtoMs(): number {
    return this.#rto;
  }

  /** The smoothed round trip in milliseconds; 0 until one has been measured. */
  get smoothedMs(): number {
    return this.#smoothed;
  }

  /** Its variation in milliseconds. */
  get variationMs(): number {
    return this.#variation;
  }

  /** Take a round trip of `rttMs`, a whole number from 0. */
  add(rttMs: number): void {
    const { behavior, intervalMs, nodelay } = this.#settings;
    if (this.#smoothed === 0) {
      this.#smoothed = rttMs;
      this.#variation = rttMs >> 1;
    } else if (behavior === 'c') {
      this.#smoothAsC(rttMs);
    } else {
      this.#smoothAsGo(rttMs);
    }
    const rto = this.#smoothed + Math.max(intervalMs, 4 * this.#variation);
    const leastMs = nodelay === 0 ? MIN_RTO_MS : MIN_RTO_NODELAY_MS;
    this.#rto = Math.min(Math.max(leastMs, rto), MAX_RTO_MS);
  }

  /** The integer arithmetic of `ikcp_update_ack`. */
  #smoothAsC(rttMs: number): void {
    const delta = Math.abs(rttMs - this.#smoothed);
    this.#variation = Math.trunc((3 * this.#variation + delta) / 4);
    this.#smoothed = Math.max(1, Math.trunc((7 * this.#smoothed + rttMs) / 8));
  }

  /** That of kcp-go's `update_ack`: a sample below the expected range weighs an eighth. */
  #smoothAsGo(rttMs: number): void {
    const delta = rttMs - this.#smoothed;
    this.#smoothed += delta >> 3;
    const excess = Math.abs(delta) - this.#variation;
    const isBelowRange = rttMs < this.#smoothed - this.#variation;
    this.#variation += isBelowRange ? excess >> 5 : excess >> 2;
  }
}

/** What an `RttEstimator` needs to know of the machine's settings. */
export interface RttSettings {
  readonly behavior: 'c' | 'go';
  readonly intervalMs: number;
  readonly nodelay: 0 | 1 | 2;
}

const FIRST_RTO_MS = 200;
const MIN_RTO_MS = 100;
const MIN_RTO_NODELAY_MS = 30;
const MAX_RTO_MS = 60_000;
