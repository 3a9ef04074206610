import { describe, expect, it } from '@jest/globals';
import { readInt32, readUint16 } from '../src/byte-order.ts';

const BYTES = Uint8Array.of(0xaa, 0x81, 0x02, 0x03, 0x84, 0xbb);

describe('readUint16', () => {
  it('reads either order', () => {
    expect(readUint16(BYTES, 1, true)).toBe(0x0281);
    expect(readUint16(BYTES, 1, false)).toBe(0x8102);
  });
});

describe('readInt32', () => {
  it('reads either order, with the sign of the highest bit', () => {
    expect(readInt32(BYTES, 1, true)).toBe(0x84030281 | 0);
    expect(readInt32(BYTES, 1, false)).toBe(0x81020384 | 0);
  });
});
