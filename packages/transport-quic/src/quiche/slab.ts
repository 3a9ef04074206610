/** Cuts blocks from a large buffer, and begins a new one when it is used up. No block is cut twice. */
export class Slab {
  readonly #bytes: number;
  #slab: Buffer = Buffer.alloc(0);
  #start = 0;

  /** @param bytes of one buffer. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Room for `bytes` at least, of which `take` says how much was used. */
  room(bytes: number, most: number = bytes): Buffer {
    if (this.#slab.length - this.#start < bytes) {
      this.#slab = Buffer.allocUnsafeSlow(this.#bytes);
      this.#start = 0;
    }
    return this.#slab.subarray(this.#start, this.#start + most);
  }

  /** The first `bytes` of the last room. Whoever takes them owns them. */
  take(bytes: number): Buffer {
    const taken = this.#slab.subarray(this.#start, this.#start + bytes);
    this.#start += bytes;
    return taken;
  }
}
