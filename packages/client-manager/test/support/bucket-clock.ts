import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@net/core';

/** A virtual clock for very many timers: those of the same millisecond ring together. */
export class BucketClock implements Clock {
  #nowMs = 0;
  readonly #buckets = new Map<number, Set<() => void>>();

  now(): number {
    return this.#nowMs;
  }

  endOfTurn(run: () => void): void {
    queueMicrotask(run);
  }

  nextTurn(run: () => void): void {
    void setImmediate().then(run);
  }

  after(ms: number, run: () => void): () => void {
    const atMs = Math.max(this.#nowMs + 1, Math.ceil(this.#nowMs + ms));
    const bucket = this.#buckets.get(atMs) ?? new Set();
    this.#buckets.set(atMs, bucket);
    bucket.add(run);
    return () => bucket.delete(run);
  }

  /** Let `ms` pass, and all that comes of it. */
  async advance(ms: number): Promise<void> {
    await setImmediate();
    for (const untilMs = this.#nowMs + ms; this.#nowMs < untilMs;) {
      this.#nowMs++;
      const bucket = this.#buckets.get(this.#nowMs);
      if (bucket === undefined) continue;
      this.#buckets.delete(this.#nowMs);
      for (const run of bucket) run();
      await setImmediate();
    }
  }
}
