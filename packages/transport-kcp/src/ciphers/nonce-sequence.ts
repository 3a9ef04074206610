import { randomFillSync } from 'node:crypto';

/**
 * Nonces that never repeat: a random number, then the number after it, and so on.
 *
 * Peers do not look at a nonce. Counting from a random start makes a repetition less likely than
 * drawing each one, which for 8 bytes has to be expected after some 2^32 packets, and costs less.
 */
export class NonceSequence {
  readonly #next: Uint8Array;

  constructor(nonceBytes: number) {
    this.#next = randomFillSync(new Uint8Array(nonceBytes));
  }

  /** Writes the next nonce to the beginning of `packet`. */
  writeTo(packet: Uint8Array): void {
    packet.set(this.#next);
    this.#increment();
  }

  #increment(): void {
    const next = this.#next;
    for (let at = 0; at < next.length; at++) {
      const byte = (next[at]! + 1) & 0xff;
      next[at] = byte;
      if (byte !== 0) return;
    }
  }
}
