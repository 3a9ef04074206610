import type { Bounds } from './limits.ts';
import { RateWindow } from './rate-window.ts';

/**
 * Slows guessing down: so many failures in a minute under one name, or from one address, and both
 * are refused for another minute. Pure: it is told the time.
 */
export class AuthAttempts {
  readonly #max: number;
  readonly #records = new Map<string, AttemptRecord>();

  constructor({ maxAuthFailures }: Pick<Bounds, 'maxAuthFailures'>) {
    this.#max = maxAuthFailures;
  }

  /** Whether none of `keys` is refused at the moment. */
  mayTry(keys: readonly string[], nowMs: number): boolean {
    return keys.every((key) => nowMs >= (this.#records.get(key)?.refusedUntilMs ?? -Infinity));
  }

  /** An attempt has failed. */
  fail(keys: readonly string[], nowMs: number): void {
    for (const key of keys) {
      const record = this.#record(key, nowMs);
      if (!record.failures.add(nowMs)) record.refusedUntilMs = nowMs + REFUSAL_MS;
      record.lastMs = nowMs;
    }
  }

  #record(key: string, nowMs: number): AttemptRecord {
    let record = this.#records.get(key);
    if (record === undefined) {
      if (this.#records.size >= MAX_RECORDS) this.#prune(nowMs);
      const failures = new RateWindow(this.#max, MINUTE_MS);
      record = { failures, refusedUntilMs: -Infinity, lastMs: nowMs };
      this.#records.set(key, record);
    }
    return record;
  }

  /**
   * Forget what is over, and of the rest the oldest: a flood of names must not take memory. Many at
   * once, so that it takes no time either.
   */
  #prune(nowMs: number): void {
    for (const [key, { lastMs }] of this.#records) {
      if (nowMs - lastMs >= REFUSAL_MS) this.#records.delete(key);
    }
    for (const key of this.#records.keys()) {
      if (this.#records.size <= MAX_RECORDS / 2) return;
      this.#records.delete(key);
    }
  }
}

interface AttemptRecord {
  readonly failures: RateWindow;
  refusedUntilMs: number;
  lastMs: number;
}

const MINUTE_MS = 60_000;
const REFUSAL_MS = 60_000;
const MAX_RECORDS = 8192;
