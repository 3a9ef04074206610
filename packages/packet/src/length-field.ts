import type { ByteWriter } from '@net/core';
import type { ByteQueue, Framer } from '@net/core/extend';
import { frameTooLarge } from './size-limits.ts';

/** What a `LengthField` is made of. */
export interface LengthFieldLayout {
  /** Bytes of the header, with its length field. */
  readonly headerBytes: number;
  /** Where the 4-byte, big-endian length of the body starts in the header. */
  readonly lengthAt: number;
  readonly maxBodyBytes: number;
}

/**
 * Frames whose own header says how long the body is: nothing stands before them. The packet format
 * that writes the header fills in its length, so `begin` and `end` write nothing.
 */
export class LengthField implements Framer {
  readonly trailerBytes = 0;
  readonly #headerBytes: number;
  readonly #lengthAt: number;
  readonly #maxBodyBytes: number;

  constructor(layout: LengthFieldLayout) {
    this.#headerBytes = layout.headerBytes;
    this.#lengthAt = layout.lengthAt;
    this.#maxBodyBytes = layout.maxBodyBytes;
  }

  decode(input: ByteQueue): number | undefined {
    if (input.length < this.#lengthAt + 4) return undefined;
    const bodyBytes = input.peekUint32(this.#lengthAt);
    if (bodyBytes > this.#maxBodyBytes) throw frameTooLarge(bodyBytes, this.#maxBodyBytes);
    const frameBytes = this.#headerBytes + bodyBytes;
    return input.length < frameBytes ? undefined : frameBytes;
  }

  begin(_out: ByteWriter): void {}

  end(_out: ByteWriter, _start: number): void {}
}
