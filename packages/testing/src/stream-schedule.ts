import type { Random } from './seeded-random.ts';
import type { StreamFaults } from './stream-faults.ts';

/** Says when the pieces of one stream arrive: never one before the one ahead of it. */
export class StreamSchedule {
  readonly #random: Random;
  #busyUntilMs = 0;
  #lastMs = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** How many of `length` bytes the next piece has. */
  nextPiece(length: number, { chunkBytes }: Required<StreamFaults>): number {
    if (chunkBytes === false) return length;
    const most =
      typeof chunkBytes === 'number' ? chunkBytes : 1 + this.#random.below(chunkBytes.upTo);
    return Math.min(length, most);
  }

  /** Whether the next piece is lost to a reset. */
  resets({ reset }: Required<StreamFaults>): boolean {
    return this.#random.chance(reset);
  }

  /** When a piece of `length` bytes that goes in at `nowMs` comes out. */
  arrival(nowMs: number, length: number, faults: Required<StreamFaults>): number {
    const { delayMs, jitterMs, stall } = faults;
    const [fate, jitter] = [this.#random.next(), this.#random.next()];
    const stallMs = stall !== false && fate < stall.probability ? stall.ms : 0;
    const inMs = this.#enter(nowMs, length, faults.bytesPerSecond);
    this.#lastMs = Math.max(this.#lastMs, inMs + delayMs + jitter * jitterMs + stallMs);
    return this.#lastMs;
  }

  #enter(nowMs: number, length: number, bytesPerSecond: number | false): number {
    this.#busyUntilMs = Math.max(this.#busyUntilMs, nowMs);
    if (bytesPerSecond !== false) this.#busyUntilMs += (length * 1000) / bytesPerSecond;
    return this.#busyUntilMs;
  }
}
