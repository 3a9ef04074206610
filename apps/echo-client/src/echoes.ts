import type { Bodies } from './bodies.ts';

/** Who waits for a message to come back. */
export interface EchoWaiter {
  onEcho(): void;
  /** The session has ended. */
  onLost(error: Error): void;
}

/** Messages that were sent and have not come back. They are known by their bodies, in any order. */
export class Echoes<T> {
  #bodies: Bodies<T>;
  #sent: Sent[] = [];
  /** Where the oldest is: `Array.shift` would move the whole list for each message. */
  #head = 0;

  constructor(bodies: Bodies<T>) {
    this.#bodies = bodies;
  }

  /** How many there are. */
  get size(): number {
    return this.#sent.length - this.#head;
  }

  /** Body number `index` is about to be sent. */
  expect(index: number, waiter: EchoWaiter): void {
    this.#sent.push({ index, waiter });
  }

  /** A message came back. One that was not sent, or comes a second time, is ignored. */
  receive(value: T): void {
    let at = this.#head;
    while (at < this.#sent.length && !this.#bodies.isBody(this.#sent[at]!.index, value)) at++;
    const echo = this.#sent[at];
    if (echo === undefined) return;
    if (at === this.#head) this.#dropOldest();
    else this.#sent.splice(at, 1);
    echo.waiter.onEcho();
  }

  /** The session has ended: nothing comes back any more. */
  fail(error: Error): void {
    const lost = this.#sent.slice(this.#head);
    this.#sent = [];
    this.#head = 0;
    for (const { waiter } of lost) waiter.onLost(error);
  }

  #dropOldest(): void {
    this.#head++;
    if (this.#head < COMPACT_AT) return;
    this.#sent.splice(0, this.#head);
    this.#head = 0;
  }
}

interface Sent {
  readonly index: number;
  readonly waiter: EchoWaiter;
}

/** The message type of everything that is sent. */
export const ECHO_TYPE = 1;
const COMPACT_AT = 1024;
