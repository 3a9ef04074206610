import { describe, expect, it } from '@jest/globals';
import { NonceSequence } from '../../src/ciphers/nonce-sequence.ts';

describe('NonceSequence', () => {
  it('counts on from a random start, and carries', () => {
    const sequence = new NonceSequence(8);
    const first = take(sequence);
    for (let step = 1; step < 70_000; step++) {
      const expected = BigInt.asUintN(64, first + BigInt(step));
      if (take(sequence) !== expected) throw new Error(`step ${step} is not ${expected}`);
    }
  });

  it('begins elsewhere each time', () => {
    expect(take(new NonceSequence(8))).not.toBe(take(new NonceSequence(8)));
  });

  it('goes on with zero after the largest number, and writes no byte more', () => {
    const sequence = new NonceSequence(1);
    const packet = Buffer.from('ffff', 'hex');
    const seen = Array.from({ length: 256 }, () => {
      sequence.writeTo(packet);
      expect(packet[1]).toBe(0xff);
      return packet[0];
    });
    expect(new Set(seen).size).toBe(256);
  });
});

function take(sequence: NonceSequence): bigint {
  const packet = Buffer.alloc(8);
  sequence.writeTo(packet);
  return packet.readBigUInt64LE();
}
