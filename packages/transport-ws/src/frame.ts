import type { ByteWriter } from '@net/core';
import { applyMask } from './mask.ts';

/** What a frame is (RFC 6455, section 5.2). */
export const Opcode = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** One of the opcodes above. */
export type Opcode = (typeof Opcode)[keyof typeof Opcode];

/**
 * Append one whole frame, never a fragment: `fin+opcode(1) mask+length(1, 3 or 9) key(0 or 4)
 * payload`, big-endian.
 *
 * @param payload masked in place where there is a key, so it must be the caller's to give away.
 * @param key 32 random bits: dialling ends must mask what they send (section 5.3), accepting ones
 * must not.
 */
export function writeFrame(
  out: ByteWriter,
  opcode: Opcode,
  payload: Uint8Array,
  key: number | undefined,
): void {
  const { length } = payload;
  const start = ((FIN | opcode) << 8) | (key === undefined ? 0 : MASKED);
  if (length < LENGTH_16) {
    out.writeUint16(start | length);
  } else if (length <= 0xffff) {
    out.writeUint16(start | LENGTH_16);
    out.writeUint16(length);
  } else {
    out.writeUint16(start | LENGTH_64);
    out.writeUint32(Math.floor(length / 2 ** 32));
    out.writeUint32(length >>> 0);
  }
  if (key !== undefined) {
    out.writeUint32(key);
    applyMask(payload, key);
  }
  out.writeBytes(payload);
}

/** The bit of a frame's first byte that ends a message. */
export const FIN = 0x80;
/** The bit of its second byte that says that there is a key. */
export const MASKED = 0x80;
/** In place of a length: it follows in 16 bits. */
export const LENGTH_16 = 126;
/** In place of a length: it follows in 64 bits. */
const LENGTH_64 = 127;
