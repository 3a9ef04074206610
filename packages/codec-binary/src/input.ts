import { NetError } from '@net/core';
import type { Budget } from './budget.ts';

/** A body that is being read. Whoever reads takes first, and finds out there whether it is all there. */
export class Input {
  readonly bytes: Uint8Array;
  readonly budget: Budget;
  #at = 0;

  constructor(bytes: Uint8Array, budget: Budget) {
    this.bytes = bytes;
    this.budget = budget;
  }

  /** Bytes not taken yet. */
  get left(): number {
    return this.bytes.length - this.#at;
  }

  /** Go on by `count` bytes; returns where they start. @throws NetError `DECODE_FAILED` */
  take(count: number): number {
    const at = this.#at;
    const end = at + count;
    if (end > this.bytes.length) throw endsEarly(this.bytes.length, at, count);
    this.#at = end;
    return at;
  }
}

function endsEarly(byteLength: number, at: number, count: number): NetError {
  const text = `a binary body of ${byteLength} bytes ends early: at ${at} it needs ${count} more`;
  return new NetError('DECODE_FAILED', text);
}
