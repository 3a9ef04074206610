import { quantile } from './statistics.ts';

/** Round-trip times in milliseconds. Past `capacity` it keeps every second, fourth … one. */
export class Samples {
  #values = new Float64Array(capacity);
  #length = 0;
  #stride = 1;
  #skipped = 0;

  add(ms: number): void {
    if (++this.#skipped < this.#stride) return;
    this.#skipped = 0;
    if (this.#length === capacity) this.#thin();
    this.#values[this.#length++] = ms;
  }

  clear(): void {
    this.#length = this.#skipped = 0;
    this.#stride = 1;
  }

  /** Quantiles in microseconds, in the names that the Go load uses. */
  quantiles(): { p50: number; p99: number; p999: number } {
    const sorted = this.#values.subarray(0, this.#length).toSorted();
    return {
      p50: quantile(sorted, 0.5) * 1000,
      p99: quantile(sorted, 0.99) * 1000,
      p999: quantile(sorted, 0.999) * 1000,
    };
  }

  #thin(): void {
    this.#length = capacity / 2;
    for (let i = 0; i < this.#length; i++) this.#values[i] = this.#values[2 * i] ?? 0;
    this.#stride *= 2;
  }
}

const capacity = 1 << 18;
