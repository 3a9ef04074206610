import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '@net/core';
import { maxUint, peekUint, setUint, type UintBytes } from '../src/uint.ts';
import { bytesOf, hexOf, queueOf } from './wire.ts';

describe('peekUint', () => {
  const input = queueOf(bytesOf('00 a1 b2 c3 d4'));

  it('reads the highest byte first', () => {
    expect(SIZES.map((size) => peekUint(input, 1, size, false))).toEqual([
      0, 0xa1, 0xa1b2, 0xa1b2c3d4,
    ]);
  });

  it('reads the lowest byte first', () => {
    expect(SIZES.map((size) => peekUint(input, 1, size, true))).toEqual([
      0, 0xa1, 0xb2a1, 0xd4c3b2a1,
    ]);
  });
});

describe('setUint', () => {
  it('writes the highest byte first', () => {
    expect(SIZES.map((size) => written(size, false))).toEqual(['', 'd4', 'c3d4', 'a1b2c3d4']);
  });

  it('writes the lowest byte first', () => {
    expect(SIZES.map((size) => written(size, true))).toEqual(['', 'd4', 'd4c3', 'd4c3b2a1']);
  });
});

describe('maxUint', () => {
  it('is what fills every bit of the field', () => {
    expect(SIZES.map(maxUint)).toEqual([0, 0xff, 0xffff, 0xffffffff]);
  });
});

function written(size: UintBytes, littleEndian: boolean): string {
  const out = new ByteWriter();
  setUint(out, out.reserve(size), 0xa1b2c3d4, size, littleEndian);
  return hexOf(out.take());
}

const SIZES: readonly UintBytes[] = [0, 1, 2, 4];
