/** How long answers took, in milliseconds. */
export class Latencies {
  #samples: Float64Array;
  #count = 0;

  /** @param capacity how many there will be at most. */
  constructor(capacity: number) {
    this.#samples = new Float64Array(capacity);
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** Add one. */
  add(ms: number): void {
    this.#samples[this.#count++] = ms;
  }

  /** For each of `shares`, such as 0.99, what that share of them did not exceed; 0 if there are none. */
  percentiles(shares: readonly number[]): readonly number[] {
    const sorted = this.#samples.subarray(0, this.#count).toSorted();
    return shares.map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  }
}
