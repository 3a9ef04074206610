/** Buffers that wait to be written, first in, first out. Owns them. */
export class SendQueue {
  #buffers: Uint8Array[] = [];
  #head = 0;
  #bytes = 0;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Add `buffer` at the back. */
  push(buffer: Uint8Array): void {
    if (buffer.length === 0) return;
    this.#buffers.push(buffer);
    this.#bytes += buffer.length;
  }

  /** Remove the front buffer, or its first `maxBytes` bytes. Nothing when none waits. */
  take(maxBytes: number): Uint8Array {
    const front = this.#buffers[this.#head];
    if (front === undefined) return NOTHING;
    if (front.length > maxBytes) {
      this.#buffers[this.#head] = front.subarray(maxBytes);
      this.#bytes -= maxBytes;
      return front.subarray(0, maxBytes);
    }
    this.#head += 1;
    this.#bytes -= front.length;
    if (this.#head >= this.#buffers.length / 2) this.#forgetTaken();
    return front;
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
