import { describe, expect, it } from '@jest/globals';
import { checkedPayload, writeChecksum } from '../../src/ciphers/checked-header.ts';
import packets from '../vectors/kcp-go/packet.json' with { type: 'json' };

describe('checked-header', () => {
  it('writes the checksums of kcp-go', () => {
    for (const { data, crc32 } of packets.checksums) {
      const packet = packetOf(data);
      writeChecksum(packet, packet.length);
      expect(packet.readUInt32LE(16)).toBe(crc32);
      expect(Buffer.from(checkedPayload(packet) ?? 'none').toString('hex')).toBe(data);
    }
  });

  it('leaves what is behind the payload out of the sum', () => {
    const packet = packetOf('313233343536373839ffff');
    writeChecksum(packet, packet.length - 2);
    expect(packet.toString('hex', 16, 20)).toBe('2639f4cb');
  });

  it('refuses a payload that is not what was summed up', () => {
    const packet = packetOf('3132');
    writeChecksum(packet, packet.length);
    packet[21]! ^= 0x80;
    expect(checkedPayload(packet)).toBeUndefined();
  });
});

function packetOf(hex: string): Buffer {
  return Buffer.from('00'.repeat(20) + hex, 'hex');
}
