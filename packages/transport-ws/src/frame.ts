import type { ByteWriter } from '@net/core';

/** What a frame is (RFC 6455, section 5.2). */
export const Opcode = { text: 0x1, binary: 0x2, ping: 0x9, pong: 0xa } as const;

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

/** Mask, or unmask, `bytes` in place: each byte with one of the key's, the highest first. */
export function applyMask(bytes: Uint8Array, key: number): void {
  const { length } = bytes;
  if (length >= WORTH_WORDS) return maskWords(bytes, key);
  maskBytes(bytes, key, 0, length);
}

function maskBytes(bytes: Uint8Array, key: number, from: number, to: number): void {
  for (let index = from; index < to; index++) {
    bytes[index]! ^= key >>> (24 - ((index & 3) << 3));
  }
}

/** Four bytes at a time between the first and the last that lie on a border of words. */
function maskWords(bytes: Uint8Array, key: number): void {
  const { length, byteOffset } = bytes;
  const from = -byteOffset & 3;
  const words = new Uint32Array(bytes.buffer, byteOffset + from, (length - from) >>> 2);
  for (let index = 0; index < 4; index++) word[index] = key >>> (24 - (((from + index) & 3) << 3));
  const mask = wordView[0]!;
  for (let index = 0; index < words.length; index++) words[index]! ^= mask;
  maskBytes(bytes, key, 0, from);
  maskBytes(bytes, key, from + words.length * 4, length);
}

const FIN = 0x80;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** From here on setting up two views costs less than it saves. */
const WORTH_WORDS = 256;
/** The key's bytes as they lie in memory, so that the platform's byte order does not matter. */
const word = new Uint8Array(4);
const wordView = new Uint32Array(word.buffer);
