import type { Clock } from '@net/core';
import { type DatagramFaults, resolveDatagramFaults } from './datagram-faults.ts';
import { DelayedQueue } from './delayed-queue.ts';
import { type Link, type LinkCounts, newLinkCounts } from './link.ts';
import { LossModel } from './loss-model.ts';
import { copyOf } from './sample-bytes.ts';
import { type Random, seededRandom } from './seeded-random.ts';

/** Who gets a datagram at the far end; it owns `bytes` from then on. */
export type Deliver = (bytes: Uint8Array) => void;

/** What a link is made of. */
export interface DatagramLinkOptions {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly seed: number;
  /** Links of the same seed and label have the same chance. */
  readonly label: string;
  readonly faults: DatagramFaults;
}

/**
 * One direction for datagrams. Each fault draws from a random stream of its own: more corruption
 * does not change which datagrams are lost. It never delivers from inside `send`.
 */
export class DatagramLink implements Link<DatagramFaults> {
  readonly counts: LinkCounts = newLinkCounts();
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  readonly #underWay = new DelayedQueue<Parcel>();
  readonly #losses: LossModel;
  readonly #duplicates: Random;
  readonly #delays: Random;
  readonly #bits: Random;
  #faults: Required<DatagramFaults>;
  #isCut = false;
  /** When all that waits to go in has gone in. */
  #busyUntilMs = 0;
  #wakesAtMs = Infinity;
  #cancelWake: () => void = () => {};

  /** @throws TypeError for a fault out of its range. */
  constructor({ clock, seed, label, faults }: DatagramLinkOptions) {
    this.#clock = clock;
    this.#faults = resolveDatagramFaults(faults);
    this.#losses = new LossModel(seededRandom(seed, `${label} loss`));
    this.#duplicates = seededRandom(seed, `${label} duplicate`);
    this.#delays = seededRandom(seed, `${label} delay`);
    this.#bits = seededRandom(seed, `${label} corrupt`);
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  cut(): void {
    this.#isCut = true;
    this.counts.lost += this.#underWay.clear().length;
  }

  heal(): void {
    this.#isCut = false;
  }

  alter(faults: DatagramFaults): void {
    this.#faults = resolveDatagramFaults(faults);
  }

  /** Put a datagram in. It is not changed, and may be used again only once it was delivered. */
  send(bytes: Uint8Array, deliver: Deliver): void {
    const nowMs = this.#clock.now();
    this.counts.sent += 1;
    this.counts.sentBytes += bytes.length;
    const isLost = this.#losses.loses(this.#faults);
    const isTwice = this.#duplicates.chance(this.#faults.duplicate);
    if (
      isLost ||
      this.#isCut ||
      bytes.length > this.#faults.mtuBytes ||
      !this.#enter(bytes, nowMs)
    ) {
      this.counts.lost += 1;
      return;
    }
    this.#carry(bytes, nowMs, deliver);
    if (isTwice) {
      this.counts.duplicated += 1;
      this.#carry(copyOf(bytes), nowMs, deliver);
    }
    this.#wake(nowMs);
  }

  /** Whether the queue before the link has room for `bytes`, and then they are in it. */
  #enter({ length }: Uint8Array, nowMs: number): boolean {
    const { bytesPerSecond, queueBytes } = this.#faults;
    this.#busyUntilMs = Math.max(this.#busyUntilMs, nowMs);
    if (bytesPerSecond === false) return true;
    const waitingBytes = ((this.#busyUntilMs - nowMs) * bytesPerSecond) / 1000;
    if (waitingBytes + length > queueBytes) return false;
    this.#busyUntilMs += (length * 1000) / bytesPerSecond;
    return true;
  }

  #carry(bytes: Uint8Array, nowMs: number, deliver: Deliver): void {
    const { bytesPerSecond } = this.#faults;
    const inAtMs = bytesPerSecond === false ? nowMs : this.#busyUntilMs;
    const [fate, jitter] = [this.#delays.next(), this.#delays.next()];
    const { reorder, delayMs, jitterMs } = this.#faults;
    const wayMs = fate < reorder ? 0 : delayMs + jitter * jitterMs;
    this.#underWay.push(inAtMs + wayMs, { bytes: this.#spoil(bytes), deliver });
  }

  /** Flip a bit, by chance, in a copy. */
  #spoil(bytes: Uint8Array): Uint8Array {
    if (!this.#bits.chance(this.#faults.corrupt) || bytes.length === 0) return bytes;
    const spoiled = copyOf(bytes);
    const bit = this.#bits.below(bytes.length * 8);
    spoiled[bit >>> 3]! ^= 1 << (bit & 7);
    this.counts.corrupted += 1;
    return spoiled;
  }

  /** See that the clock calls when the next datagram arrives. */
  #wake(nowMs: number): void {
    const { nextAtMs } = this.#underWay;
    if (nextAtMs === undefined || nextAtMs >= this.#wakesAtMs) return;
    this.#cancelWake();
    this.#wakesAtMs = nextAtMs;
    this.#cancelWake = this.#clock.after(nextAtMs - nowMs, this.#arrive);
  }

  #arrive = (): void => {
    this.#wakesAtMs = Infinity;
    const nowMs = this.#clock.now();
    try {
      for (let next = this.#underWay.take(nowMs); next; next = this.#underWay.take(nowMs)) {
        this.counts.delivered += 1;
        this.counts.deliveredBytes += next.bytes.length;
        next.deliver(next.bytes);
      }
    } finally {
      this.#wake(nowMs);
    }
  };
}

interface Parcel {
  readonly bytes: Uint8Array;
  readonly deliver: Deliver;
}
