import type { Message } from './message.ts';

/** Messages that cannot start yet, first in, first out. */
export class MessageQueue {
  #messages: Message[] = [];
  /** Where the front is: `Array.shift` would move the whole queue for each message. */
  #head = 0;

  /** How many wait. */
  get size(): number {
    return this.#messages.length - this.#head;
  }

  /** The message that came first. */
  get first(): Message | undefined {
    return this.#messages[this.#head];
  }

  /** Add `message` at the back. */
  push(message: Message): void {
    this.#messages.push(message);
  }

  /** Remove the first. */
  shift(): void {
    this.#head++;
    if (this.#head === this.#messages.length) this.clear();
    else if (this.#head > COMPACT_AT) this.#compact();
  }

  /** Cancel those with this id; they keep their place. */
  cancel(id: number, reason: Error): void {
    for (let at = this.#head; at < this.#messages.length; at++) {
      const message = this.#messages[at];
      if (message?.id === id) message.cancel(reason);
    }
  }

  /** Forget all. */
  clear(): void {
    this.#messages = [];
    this.#head = 0;
  }

  /** Every message is moved as often as the queue is half empty: so the work stays linear. */
  #compact(): void {
    if (2 * this.#head < this.#messages.length) return;
    this.#messages = this.#messages.slice(this.#head);
    this.#head = 0;
  }
}

const COMPACT_AT = 1024;
