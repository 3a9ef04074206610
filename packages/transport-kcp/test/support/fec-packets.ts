import { FecEncoder } from '../../src/fec-encoder.ts';
import type { ReedSolomon } from '../../src/reed-solomon.ts';

/** The packets that go out for `datagrams`: each data packet, and parity after each group. */
export function fecPackets(
  code: ReedSolomon,
  datagrams: readonly Uint8Array[],
  firstSequence = 0,
): Uint8Array[] {
  const encoder = new FecEncoder(code, firstSequence);
  return datagrams.flatMap((datagram) => packetsOf(encoder, datagram, 0));
}

/** The data packet of one datagram, and the parity that comes after it, if any. */
export function packetsOf(encoder: FecEncoder, datagram: Uint8Array, nowMs: number): Uint8Array[] {
  const packet = new Uint8Array(8 + datagram.length);
  packet.set(datagram, 8);
  const parityCount = encoder.add(packet, 0, packet.length, nowMs);
  const parity = Array.from({ length: parityCount }, (_, index) => {
    const room = new Uint8Array(1500).fill(0xee);
    return room.subarray(0, encoder.writeParity(index, room, 0));
  });
  return [packet, ...parity];
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
