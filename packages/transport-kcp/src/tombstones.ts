import type { PeerAddress } from './datagram-port.ts';

/**
 * Remembers sessions that have ended, so that a late datagram of one does not open it again. Of very
 * many the oldest are forgotten early. Pure.
 */
export class Tombstones {
  /** Until when, in the order of the ends. */
  readonly #untilMs = new Map<string, number>();

  /** How many there are. */
  get size(): number {
    return this.#untilMs.size;
  }

  /** A session has ended. */
  add(peer: PeerAddress, conv: number, nowMs: number): void {
    this.#prune(nowMs);
    const key = keyOf(peer, conv);
    this.#untilMs.delete(key);
    this.#untilMs.set(key, nowMs + LIFETIME_MS);
  }

  /** Whether that session has ended not long ago. */
  has(peer: PeerAddress, conv: number, nowMs: number): boolean {
    return (this.#untilMs.get(keyOf(peer, conv)) ?? 0) > nowMs;
  }

  #prune(nowMs: number): void {
    for (const [key, untilMs] of this.#untilMs) {
      if (untilMs > nowMs && this.#untilMs.size < MOST) return;
      this.#untilMs.delete(key);
    }
  }
}

function keyOf({ address, port }: PeerAddress, conv: number): string {
  return `${address} ${port} ${conv}`;
}

/** As long as a datagram may still be under way (RFC 9293, section 3.4.1: half of its two minutes). */
const LIFETIME_MS = 60_000;
const MOST = 4096;
