/** Who sent something that waits. */
export interface Sender {
  /** Bytes of it that wait; kept by the queue. */
  bufferedBytes: number;
}

/** A datagram that waits. */
export interface Waiting<S extends Sender> {
  readonly sender: S;
  readonly datagram: Uint8Array;
}

/** Datagrams of many senders that wait for one socket, first in, first out. Owns them. Pure. */
export class SendQueue<S extends Sender> {
  #waiting: Waiting<S>[] = [];
  #head = 0;
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#head === this.#waiting.length;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Add a datagram at the back. */
  push(sender: S, datagram: Uint8Array): void {
    this.#waiting.push({ sender, datagram });
    this.#bytes += datagram.length;
    sender.bufferedBytes += datagram.length;
  }

  /** The datagram that came first. */
  get front(): Waiting<S> | undefined {
    return this.#waiting[this.#head];
  }

  /** Remove the datagram at the front. @returns who sent it. */
  shift(): S | undefined {
    const { front } = this;
    if (front === undefined) return undefined;
    this.#bytes -= front.datagram.length;
    front.sender.bufferedBytes -= front.datagram.length;
    this.#head += 1;
    if (this.#head >= this.#waiting.length / 2) this.#forgetTaken();
    return front.sender;
  }

  #forgetTaken(): void {
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }
}
