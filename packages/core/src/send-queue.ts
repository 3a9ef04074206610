/** Buffers that wait to be sent over a stream, first in, first out. Owns them. */
export class SendQueue {
  #buffers: Uint8Array[] = [];
  #head = 0;
  #bytes = 0;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The buffer whose turn it is, or what is left of it; empty when none waits. */
  get front(): Uint8Array {
    return this.#buffers[this.#head] ?? NOTHING;
  }

  /** Add `buffer` at the back. */
  push(buffer: Uint8Array): void {
    if (buffer.length === 0) return;
    this.#buffers.push(buffer);
    this.#bytes += buffer.length;
  }

  /** Remove `front`, or its first `maxBytes` bytes, for whoever sends them whatever happens. */
  take(maxBytes: number): Uint8Array {
    const { front } = this;
    const taken = front.length > maxBytes ? front.subarray(0, maxBytes) : front;
    this.skip(taken.length);
    return taken;
  }

  /** Remove the first `bytes` bytes of `front`, once they are sent. */
  skip(bytes: number): void {
    if (bytes === 0) return;
    const { front } = this;
    this.#bytes -= bytes;
    if (front.length > bytes) {
      this.#buffers[this.#head] = front.subarray(bytes);
      return;
    }
    this.#head += 1;
    if (this.#head >= this.#buffers.length / 2) this.#forgetTaken();
  }

  /** Drop everything. */
  clear(): void {
    this.#buffers = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #forgetTaken(): void {
    this.#buffers = this.#buffers.slice(this.#head);
    this.#head = 0;
  }
}

const NOTHING = new Uint8Array(0);
