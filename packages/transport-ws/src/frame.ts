import type { ByteWriter } from '@net/core';

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
 * @param key 32 random bits: dialling ends must mask what they send (section 5.3), accepting ones
 * must not.
 */
export function writeFrame(
  out: ByteWriter,
  opcode: Opcode,
  payload: Uint8Array,
  key: number | undefined,
): void {
  const room = headerBytes(payload.length, key !== undefined);
  const start = out.reserve(room);
  out.writeBytes(payload);
  endFrame(out, start, room, opcode, key);
}

/** How many bytes stand before a payload of `payloadBytes`. */
export function headerBytes(payloadBytes: number, isMasked: boolean): number {
  const shortest = isMasked ? 6 : 2;
  if (payloadBytes < LENGTH_16) return shortest;
  return shortest + (payloadBytes <= 0xffff ? 2 : 8);
}

/**
 * Make a frame of what was written from `start` on: `room` bytes for its header, and its payload,
 * which is masked where there is a key, and moved where its header needs more room.
 */
export function endFrame(
  out: ByteWriter,
  start: number,
  room: number,
  opcode: Opcode,
  key: number | undefined,
): void {
  const length = out.length - start - room;
  const needed = headerBytes(length, key !== undefined);
  if (needed > room) moveBack(out, start + room, needed - room);
  const first = ((FIN | opcode) << 8) | (key === undefined ? 0 : MASKED);
  if (length < LENGTH_16) {
    out.setUint16(start, first | length);
  } else if (length <= 0xffff) {
    out.setUint16(start, first | LENGTH_16);
    out.setUint16(start + 2, length);
  } else {
    out.setUint16(start, first | LENGTH_64);
    out.setUint32(start + 2, Math.floor(length / 2 ** 32));
    out.setUint32(start + 6, length >>> 0);
  }
  if (key === undefined) return;
  out.setUint32(start + needed - 4, key);
  out.xor(start + needed, key);
}

function moveBack(out: ByteWriter, start: number, by: number): void {
  const { length } = out;
  out.reserve(by);
  out.view(start).copyWithin(by, 0, length - start);
}

/** The bit of a frame's first byte that ends a message. */
export const FIN = 0x80;
/** The bit of its second byte that says that there is a key. */
export const MASKED = 0x80;
/** In place of a length: it follows in 16 bits. */
export const LENGTH_16 = 126;
/** In place of a length: it follows in 64 bits. */
const LENGTH_64 = 127;
