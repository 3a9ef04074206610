/** Blocks of bytes, first in, first out. Owns them; an empty one counts as well. */
export class BlockQueue {
  #blocks: Uint8Array[] = [];
  #head = 0;
  #bytes = 0;

  /** Bytes of all blocks. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#head === this.#blocks.length;
  }

  /** Add `block` at the back. */
  push(block: Uint8Array): void {
    this.#blocks.push(block);
    this.#bytes += block.length;
  }

  /** Remove the front block; nothing when there is none. */
  take(): Uint8Array | undefined {
    const front = this.#blocks[this.#head];
    if (front === undefined) return undefined;
    this.#head += 1;
    this.#bytes -= front.length;
    if (this.#head >= this.#blocks.length / 2) this.#forgetTaken();
    return front;
  }

  /** Drop everything. */
  clear(): void {
    this.#blocks = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #forgetTaken(): void {
    this.#blocks = this.#blocks.slice(this.#head);
    this.#head = 0;
  }
}
