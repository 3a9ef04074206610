import { type Clock, systemClock } from '@net/core';
import { LOOKS_PER_INTERVAL } from './heartbeat.ts';

/** Something that is looked at a few times in each heartbeat interval. */
export interface Beating {
  onBeat(): void;
}

/** The heart of all connections of one transport: one timer, which runs while there are any. */
export class Heartbeats {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #periodMs: number;
  readonly #beating = new Set<Beating>();
  #stop: (() => void) | undefined;

  /** @param intervalMs silence before a peer is asked for a sign of life; `Infinity`: never. */
  constructor(intervalMs: number, clock: Pick<Clock, 'after'> = systemClock) {
    this.#clock = clock;
    this.#periodMs = intervalMs / LOOKS_PER_INTERVAL;
  }

  /** Look after `beating` until it is removed. */
  add(beating: Beating): void {
    if (this.#periodMs === Infinity) return;
    this.#beating.add(beating);
    this.#stop ??= this.#clock.after(this.#periodMs, this.#onPeriod);
  }

  /** Nothing happens to one that is not there. */
  remove(beating: Beating): void {
    this.#beating.delete(beating);
    if (this.#beating.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  readonly #onPeriod = (): void => {
    this.#stop = this.#clock.after(this.#periodMs, this.#onPeriod);
    for (const beating of this.#beating) beating.onBeat();
  };
}
