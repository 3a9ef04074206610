/** What is looked at regularly. */
export interface Ticking {
  /** A tick has passed. */
  onTick(): void;
}

/** One timer for everything that is looked at regularly. It runs only while there is something. */
export class Ticker {
  readonly #tickMs: number;
  readonly #members = new Set<Ticking>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** Call `onTick` of `member` until it is removed. */
  add(member: Ticking): void {
    this.#members.add(member);
    this.#timer ??= setInterval(() => this.#tick(), this.#tickMs).unref();
  }

  /** Stop that. */
  remove(member: Ticking): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    for (const member of this.#members) member.onTick();
  }
}
