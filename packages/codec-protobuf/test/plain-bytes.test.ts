import { describe, expect, it } from '@jest/globals';
import { withoutBuffer } from '../src/plain-bytes.ts';

describe('withoutBuffer', () => {
  it('gives the same memory as a plain Uint8Array', () => {
    const buffer = Buffer.from('abcdef').subarray(2, 4);
    const bytes = withoutBuffer(buffer);
    expect(bytes.constructor).toBe(Uint8Array);
    expect(bytes).toEqual(Uint8Array.of(0x63, 0x64));
    expect(bytes.buffer).toBe(buffer.buffer);
  });

  it('leaves what is plain', () => {
    const bytes = new Uint8Array(2);
    expect(withoutBuffer(bytes)).toBe(bytes);
  });
});
