/**
 * The header of packets with error correction (kcp-go, fec.go), little-endian:
 * `sequence(4) type(2) size(2) segments` for data, `size` being that of the segments and its own two
 * bytes; `sequence(4) type(2) parity` for parity, made from `size(2) segments` of the data packets.
 */
export type FecType = 'data' | 'parity' | 'out-of-band';

/** Bytes before the segments of a data packet. */
export const fecHeaderBytes = 8;

/** Bytes before what parity is made from, and before parity. */
export const fecShardOffset = 6;

/**
 * What kind of packet it is, or `undefined` for segments without such a header: at the place of the
 * type they have a command from 81 on.
 */
export function fecTypeOf(packet: Uint8Array): FecType | undefined {
  if (packet.length < fecHeaderBytes || packet[5] !== 0) return undefined;
  const type = packet[4]!;
  if (type === DATA) return 'data';
  if (type === PARITY) return 'parity';
  return type === OUT_OF_BAND ? 'out-of-band' : undefined;
}

/** The sequence id of a packet that has a header. */
export function fecSequenceOf(packet: Uint8Array): number {
  const low = packet[0]! | (packet[1]! << 8);
  const high = packet[2]! | (packet[3]! << 8);
  return (low | (high << 16)) >>> 0;
}

/** Writes sequence id and type to `packet` from `start` on. */
export function writeFecHeader(
  packet: Uint8Array,
  start: number,
  type: 'data' | 'parity',
  sequence: number,
): void {
  packet[start] = sequence;
  packet[start + 1] = sequence >>> 8;
  packet[start + 2] = sequence >>> 16;
  packet[start + 3] = sequence >>> 24;
  packet[start + 4] = type === 'data' ? DATA : PARITY;
  packet[start + 5] = 0;
}

/**
 * Where sequence ids begin again at 0: after the last whole group that 32 bits have room for, so
 * that their remainder is always the position in the group.
 */
export function sequenceEnd(groupSize: number): number {
  return Math.floor(0xffffffff / groupSize) * groupSize;
}

const DATA = 0xf1;
const PARITY = 0xf2;
/** From kcp-go 5.6.60 on: bytes beside the session, not meant for KCP. */
const OUT_OF_BAND = 0xf3;
