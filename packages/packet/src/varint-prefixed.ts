import { type ByteWriter, NetError } from '@net/core';
import type { ByteQueue, Framer } from '@net/core/extend';
import { checkBodyBytes, checkFrameBytes } from './size-limits.ts';

/** The longest frame that a `VarintPrefixed` can announce. */
export const MAX_VARINT_FRAME: number = 2 ** 32 - 1;

/**
 * `length(varint) frame`: seven bits a byte, the lowest first, the top bit set on all but the last
 * (protobuf's `writeDelimitedTo`). Reads lengths of up to five bytes, padded ones too; writes the
 * shortest, for which a frame of 128 bytes and more is moved once.
 */
export class VarintPrefixed implements Framer {
  readonly trailerBytes = 0;
  readonly #minFrameBytes: number;
  readonly #maxFrameBytes: number;

  /** Both bounds are without the length; `maxFrameBytes` is `MAX_VARINT_FRAME` at most. */
  constructor(minFrameBytes: number, maxFrameBytes: number) {
    this.#minFrameBytes = minFrameBytes;
    this.#maxFrameBytes = maxFrameBytes;
  }

  decode(input: ByteQueue): number | undefined {
    let frameBytes = 0;
    let weight = 1;
    for (let at = 0; at < input.length; at++) {
      const byte = input.peekUint8(at);
      frameBytes += (byte & 0x7f) * weight;
      weight *= 0x80;
      if (byte < 0x80) return this.#takePrefix(input, at + 1, frameBytes);
      if (at + 1 === MAX_VARINT_BYTES) throw lengthTooLong();
    }
    return undefined;
  }

  begin(out: ByteWriter): void {
    out.reserve(1);
  }

  /** @throws NetError `MESSAGE_TOO_LARGE` */
  end(out: ByteWriter, start: number): void {
    const frameBytes = out.length - start - 1;
    checkBodyBytes(frameBytes, this.#maxFrameBytes);
    const last = varintBytes(frameBytes) - 1;
    if (last > 0) {
      out.reserve(last);
      out.view(start).copyWithin(1 + last, 1, 1 + frameBytes);
    }
    let rest = frameBytes;
    for (let at = 0; at < last; at++) {
      out.setUint8(start + at, (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.setUint8(start + last, rest);
  }

  #takePrefix(input: ByteQueue, prefixBytes: number, frameBytes: number): number | undefined {
    checkFrameBytes(frameBytes, this.#minFrameBytes, this.#maxFrameBytes);
    if (input.length < prefixBytes + frameBytes) return undefined;
    input.skip(prefixBytes);
    return frameBytes;
  }
}

function lengthTooLong(): NetError {
  const text = `the length of a frame takes more than ${MAX_VARINT_BYTES} bytes`;
  return new NetError('FRAME_TOO_LARGE', text);
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

const MAX_VARINT_BYTES = 5;
