/** Buffers that wait for the engine, first in, first out. Owns them. */
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

  /** The buffer whose turn it is; empty when none waits. */
  get front(): Uint8Array {
    return this.#buffers[this.#head] ?? NOTHING;
  }

  /** Remove the first `bytes` bytes of `front`. */
  skip(bytes: number): void {
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
