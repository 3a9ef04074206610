import { type ByteWriter, NetError } from '@net/core';
import type { ByteQueue, MessageHeader } from '@net/core/extend';
import { checkBodyBytes, checkFrameBytes } from './size-limits.ts';

/**
 * Bytes of the header that `packets()` and `turbo()` share, big-endian:
 * `opaque(4) command(1) version(2) extension(8) bodyBytes(4)`.
 */
export const HEADER_BYTES = 19;

/** Where each field of the header starts. */
export const HeaderAt = {
  opaque: 0,
  command: 4,
  version: 5,
  extension: 7,
  bodyBytes: 15,
} as const;

/** The longest body that a 4-byte length before header and body can announce. */
export const MAX_PREFIXED_BODY_BYTES: number = 2 ** 32 - 1 - HEADER_BYTES;

/** The longest body that the header itself can announce. */
export const MAX_BODY_BYTES: number = 2 ** 32 - 1;

/**
 * Refuse a packet that is not a whole header and as many bytes of body as it says. `packet` is at
 * the front of the queue and ends after `bytes` bytes.
 *
 * @throws NetError `FRAME_LENGTH_MISMATCH`, `FRAME_TOO_LARGE` over `maxBodyBytes`.
 */
export function checkPacket(packet: ByteQueue, bytes: number, maxBodyBytes: number): void {
  checkFrameBytes(bytes, BYTES, BYTES + maxBodyBytes);
  const bodyBytes = bytes - BYTES;
  const declared = packet.peekUint32(At.bodyBytes);
  if (declared !== bodyBytes) throw wrongLength(bodyBytes, declared);
}

function wrongLength(bodyBytes: number, declared: number): NetError {
  const text = `a packet with ${bodyBytes} bytes of body says that it has ${declared}`;
  return new NetError('FRAME_LENGTH_MISMATCH', text);
}

/** The id that pairs an answer with its request; 0 for none, which old peers write as -1. */
export function peekOpaque(packet: ByteQueue): number {
  const opaque = packet.peekUint32(At.opaque);
  return opaque === NO_OPAQUE ? 0 : opaque;
}

/** Take a packet of `bytes` bytes; returns a view of its body. */
export function takeBody(packet: ByteQueue, bytes: number): Uint8Array {
  packet.skip(BYTES);
  return packet.take(bytes - BYTES);
}

/**
 * Append a header, whose length is set by `endPacket`; returns where it starts.
 *
 * @param high the first four bytes of its extension, `low` the others.
 * @throws TypeError for a version that is not a whole number from -32768 to 32767.
 */
export function beginPacket(
  out: ByteWriter,
  header: MessageHeader,
  high: number,
  low: number,
): number {
  const version = header.version === undefined ? 0 : checkVersion(header.version);
  const at = out.reserve(BYTES);
  out.setUint32(at + At.opaque, header.id);
  out.setUint8(at + At.command, header.type);
  out.setUint16(at + At.version, version);
  out.setUint32(at + At.extension, high);
  out.setUint32(at + At.extension + 4, low);
  return at;
}

function checkVersion(version: number): number {
  if (Number.isInteger(version) && version >= -0x8000 && version <= 0x7fff) return version;
  throw new TypeError(`a version is a whole number from -32768 to 32767, got ${version}`);
}

/** Fill in the body's length of the packet at `start`. @throws NetError `MESSAGE_TOO_LARGE` */
export function endPacket(out: ByteWriter, start: number, maxBodyBytes: number): void {
  const bodyBytes = out.length - start - BYTES;
  checkBodyBytes(bodyBytes, maxBodyBytes);
  out.setUint32(start + At.bodyBytes, bodyBytes);
}

// Constants of this module: decision 18.
const At = HeaderAt;
const BYTES = HEADER_BYTES;
const NO_OPAQUE = 0xffffffff;
