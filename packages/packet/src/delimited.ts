import { type ByteWriter, NetError } from '@net/core';
import type { ByteQueue, Framer } from '@net/core/extend';
import { frameTooLarge } from './size-limits.ts';

/**
 * `frame delimiter(1)`. The delimiter is not part of the frame. Bytes that have been searched are
 * not searched again when more arrive.
 */
export class Delimited implements Framer {
  readonly trailerBytes = 1;
  readonly #delimiter: number;
  readonly #maxFrameBytes: number;
  #searched = 0;

  /** @param maxFrameBytes the longest frame, without its delimiter. */
  constructor(delimiter: number, maxFrameBytes: number) {
    this.#delimiter = delimiter;
    this.#maxFrameBytes = maxFrameBytes;
  }

  decode(input: ByteQueue): number | undefined {
    const end = input.indexOf(this.#delimiter, this.#searched);
    const frameBytes = end === -1 ? input.length : end;
    if (frameBytes > this.#maxFrameBytes) throw frameTooLarge(frameBytes, this.#maxFrameBytes);
    this.#searched = end === -1 ? frameBytes : 0;
    return end === -1 ? undefined : frameBytes;
  }

  begin(_out: ByteWriter): void {}

  /** @throws NetError `ENCODE_FAILED` for a frame that holds the delimiter; the peer would see two. */
  end(out: ByteWriter, start: number): void {
    const at = out.view(start).indexOf(this.#delimiter);
    if (at !== -1) throw new NetError('ENCODE_FAILED', `byte ${at} of a frame is its delimiter`);
    out.writeUint8(this.#delimiter);
  }
}
