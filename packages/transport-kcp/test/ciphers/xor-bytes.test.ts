import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { xorBytes } from '../../src/ciphers/xor-bytes.ts';

describe('xorBytes', () => {
  it('changes the bytes from start to end and no others', () => {
    const target = Buffer.from('00ff00ff00ff', 'hex');
    xorBytes(target, 1, 5, Buffer.from('0102030405', 'hex'));
    expect(target.toString('hex')).toBe('00fe02fc04ff');
    xorBytes(target, 3, 3, Buffer.from('ff', 'hex'));
    expect(target.toString('hex')).toBe('00fe02fc04ff');
  });

  it('does the same wherever the bytes stand in their buffers', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 500; round++) {
      const target = random.bytes(80).subarray(random.below(5));
      const mask = random.bytes(80).subarray(random.below(5));
      const start = random.below(8);
      const end = start + random.below(60);
      const expected = target.map((byte, at) =>
        at < start || at >= end ? byte : byte ^ mask[at - start]!,
      );
      xorBytes(target, start, end, mask);
      expect(Buffer.compare(target, expected)).toBe(0);
    }
  });
});
