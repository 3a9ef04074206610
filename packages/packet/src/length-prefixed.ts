import type { ByteWriter } from '@net/core';
import type { ByteQueue, Framer } from '@net/core/extend';
import { peekUint, setUint } from './uint.ts';
import { checkBodyBytes, checkFrameBytes } from './size-limits.ts';

/** How many bytes a fixed length field may take. */
export type LengthBytes = 1 | 2 | 4;

/** What a `LengthPrefixed` is made of. */
export interface LengthPrefix {
  /** Bytes of the length field. */
  readonly bytes: LengthBytes;
  readonly littleEndian: boolean;
  /** Whether the length counts its own field too. */
  readonly includesItself: boolean;
  /** The shortest frame, without the length field. */
  readonly minFrameBytes: number;
  /** The longest frame, without the length field; not more than the field can say. */
  readonly maxFrameBytes: number;
}

/**
 * `length(1|2|4) frame`. The length is unsigned and checked on its last byte; a frame's memory is
 * the memory it was received in.
 */
export class LengthPrefixed implements Framer {
  readonly trailerBytes = 0;
  readonly #bytes: LengthBytes;
  readonly #littleEndian: boolean;
  readonly #countedBytes: number;
  readonly #minFrameBytes: number;
  readonly #maxFrameBytes: number;

  constructor(prefix: LengthPrefix) {
    this.#bytes = prefix.bytes;
    this.#littleEndian = prefix.littleEndian;
    this.#countedBytes = prefix.includesItself ? prefix.bytes : 0;
    this.#minFrameBytes = prefix.minFrameBytes;
    this.#maxFrameBytes = prefix.maxFrameBytes;
  }

  decode(input: ByteQueue): number | undefined {
    const prefixBytes = this.#bytes;
    if (input.length < prefixBytes) return undefined;
    const length = peekUint(input, 0, prefixBytes, this.#littleEndian);
    const frameBytes = length - this.#countedBytes;
    checkFrameBytes(frameBytes, this.#minFrameBytes, this.#maxFrameBytes);
    if (input.length < prefixBytes + frameBytes) return undefined;
    input.skip(prefixBytes);
    return frameBytes;
  }

  begin(out: ByteWriter): void {
    out.reserve(this.#bytes);
  }

  /** @throws NetError `MESSAGE_TOO_LARGE` */
  end(out: ByteWriter, start: number): void {
    const frameBytes = out.length - start - this.#bytes;
    checkBodyBytes(frameBytes, this.#maxFrameBytes);
    setUint(out, start, frameBytes + this.#countedBytes, this.#bytes, this.#littleEndian);
  }
}

/** The longest frame that a length field can announce, in bytes after the field. */
export function maxAnnounced(bytes: LengthBytes, includesItself: boolean): number {
  return 2 ** (8 * bytes) - 1 - (includesItself ? bytes : 0);
}
