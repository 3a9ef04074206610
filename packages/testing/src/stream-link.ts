import { type Link, type LinkCounts, newLinkCounts } from './link.ts';
import { resolveStreamFaults, type StreamFaults } from './stream-faults.ts';

/** One direction of all connections of a proxy. What is under way is with their pipes. */
export class StreamLink implements Link<StreamFaults> {
  readonly counts: LinkCounts = newLinkCounts();
  readonly #onHeal = new Set<() => void>();
  #faults: Required<StreamFaults>;
  #isCut = false;

  /** @throws TypeError for a fault out of its range. */
  constructor(faults: StreamFaults) {
    this.#faults = resolveStreamFaults(faults);
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** What each piece that is read from now on meets. */
  get faults(): Required<StreamFaults> {
    return this.#faults;
  }

  cut(): void {
    this.#isCut = true;
  }

  heal(): void {
    this.#isCut = false;
    for (const run of this.#onHeal) run();
  }

  alter(faults: StreamFaults): void {
    this.#faults = resolveStreamFaults(faults);
  }

  /** Call `run` at each heal. Returns what calls it off. */
  onHeal(run: () => void): () => void {
    this.#onHeal.add(run);
    return () => this.#onHeal.delete(run);
  }
}
