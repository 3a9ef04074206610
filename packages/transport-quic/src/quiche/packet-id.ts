import { ID_BYTES } from './binding.ts';

/**
 * The connection id that a packet is for, as a key: one character per byte. `undefined` when the
 * packet is too short to be one.
 *
 * Source: RFC 8999 (version-independent): `form(1) version(4) length(1) id …` where the first bit is
 * set; else `form(1) id`, whose length is ours to know.
 */
export function destinationId(packet: Buffer): string | undefined {
  if (packet.length <= ID_BYTES) return undefined;
  if (!isLongHeader(packet)) return packet.toString('latin1', 1, 1 + ID_BYTES);
  const bytes = packet[LONG_ID_AT - 1] ?? 0;
  const end = LONG_ID_AT + bytes;
  if (bytes > ID_BYTES || end >= packet.length) return undefined;
  return packet.toString('latin1', LONG_ID_AT, end);
}

/** Whether `packet` may begin a connection. */
export function isLongHeader(packet: Buffer): boolean {
  return ((packet[0] ?? 0) & 0x80) !== 0;
}

/** A connection id as `destinationId` writes it. */
export function idKey(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1');
}

const LONG_ID_AT = 6;
