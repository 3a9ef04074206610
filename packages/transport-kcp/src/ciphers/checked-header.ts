import { crc32 } from 'node:zlib';

/**
 * The header under all ciphers but `aes-gcm`: `nonce(16) crc32(4) payload`, the checksum of the
 * payload, little-endian (kcp-go, sess.go).
 */
export const checkedHeaderBytes = 20;

/** Where the checksum stands. */
export const nonceBytes = 16;

/** Writes the checksum of the payload, which ends at `end`. */
export function writeChecksum(packet: Uint8Array, end: number): void {
  const sum = crc32(packet.subarray(checkedHeaderBytes, end));
  packet[nonceBytes] = sum;
  packet[nonceBytes + 1] = sum >>> 8;
  packet[nonceBytes + 2] = sum >>> 16;
  packet[nonceBytes + 3] = sum >>> 24;
}

/** The payload of a packet in the clear, or `undefined` when it is not what was summed up. */
export function checkedPayload(packet: Uint8Array): Uint8Array | undefined {
  const payload = packet.subarray(checkedHeaderBytes);
  return readChecksum(packet) === crc32(payload) ? payload : undefined;
}

function readChecksum(packet: Uint8Array): number {
  const low = packet[nonceBytes]! | (packet[nonceBytes + 1]! << 8);
  const high = packet[nonceBytes + 2]! | (packet[nonceBytes + 3]! << 8);
  return (low | (high << 16)) >>> 0;
}
