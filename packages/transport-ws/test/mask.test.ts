import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyMask } from '../src/mask.ts';

describe('applyMask', () => {
  it('does to each byte what RFC 6455 says, at any length and alignment', () => {
    const input = fc.tuple(
      fc.uint8Array({ maxLength: 600, size: 'max' }),
      fc.nat({ max: 7 }),
      fc.nat(),
    );
    fc.assert(
      fc.property(input, ([bytes, offset, key]) => {
        const room = new Uint8Array(offset + bytes.length + 8).fill(0xee);
        const masked = room.subarray(offset, offset + bytes.length);
        masked.set(bytes);
        applyMask(masked, key);
        const keys = Buffer.alloc(4);
        keys.writeUInt32BE(key);
        const expected = bytes.map((byte, index) => byte ^ (keys[index & 3] ?? 0));
        expect(Buffer.compare(masked, expected)).toBe(0);
        expect(room.filter((byte) => byte === 0xee).length).toBeGreaterThanOrEqual(8 + offset);
      }),
    );
  });

  it('is undone by itself', () => {
    const bytes = Buffer.from('some bytes'.repeat(100));
    const copy = Buffer.from(bytes);
    applyMask(bytes, 0xdeadbeef);
    expect(Buffer.compare(bytes, copy)).not.toBe(0);
    applyMask(bytes, 0xdeadbeef);
    expect(Buffer.compare(bytes, copy)).toBe(0);
  });
});
