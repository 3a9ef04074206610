import type { DatagramFaults } from './datagram-faults.ts';
import type { Random } from './seeded-random.ts';

/** Decides which datagrams are lost. It draws for each, lost or not, and remembers a burst. */
export class LossModel {
  readonly #random: Random;
  #isInBurst = false;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Whether the next datagram is lost. */
  loses({ loss, burst }: Required<Pick<DatagramFaults, 'loss' | 'burst'>>): boolean {
    const [change, fate] = [this.#random.next(), this.#random.next()];
    if (burst === false) {
      this.#isInBurst = false;
      return fate < loss;
    }
    if (change < (this.#isInBurst ? burst.end : burst.start)) this.#isInBurst = !this.#isInBurst;
    return fate < (this.#isInBurst ? (burst.loss ?? 1) : loss);
  }
}
