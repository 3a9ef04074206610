import { NetError } from '@net/core';

/** How many values one body may still hold. */
export class Budget {
  readonly #limit: number;
  #left: number;

  /** @param limit `Infinity` for "no bound". */
  constructor(limit: number) {
    this.#limit = limit;
    this.#left = limit;
  }

  /** Make room for `count` values more, before they are made. @throws NetError `NODES_EXCEEDED` */
  take(count: number): void {
    this.#left -= count;
    if (this.#left >= 0) return;
    const limit = this.#limit;
    const text = `a binary body of ${limit - this.#left} values or more is over the limit of ${limit} (maxNodes)`;
    throw new NetError('NODES_EXCEEDED', text);
  }
}
