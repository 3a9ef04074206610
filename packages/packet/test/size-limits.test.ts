import { describe, expect, it } from '@jest/globals';
import { checkBodyBytes, checkFrameBytes, resolveMaxBodyBytes } from '../src/size-limits.ts';
import { codeOf } from './wire.ts';

describe('resolveMaxBodyBytes', () => {
  it('takes the standard limit when none is given', () => {
    expect(resolveMaxBodyBytes(undefined, 100, 1000)).toBe(100);
  });

  it('lowers the standard limit to what the length field can say', () => {
    expect(resolveMaxBodyBytes(undefined, 100, 50)).toBe(50);
  });

  it('takes false for what the length field can say', () => {
    expect(resolveMaxBodyBytes(false, 100, 1000)).toBe(1000);
  });

  it('takes every whole number that the length field can say', () => {
    expect([1, 999, 1000].map((chosen) => resolveMaxBodyBytes(chosen, 100, 1000))).toEqual([
      1, 999, 1000,
    ]);
  });

  it('refuses everything else', () => {
    const wrong = [0, -1, 1.5, Number.NaN, Infinity, -Infinity, 1001, '5', null, true] as number[];
    const codes = wrong.map((chosen) => codeOf(() => resolveMaxBodyBytes(chosen, 100, 1000)));
    expect(new Set(codes)).toEqual(new Set(['INVALID_OPTION']));
  });

  it('names the number and the range it must be in', () => {
    expect(() => resolveMaxBodyBytes(1001, 100, 1000)).toThrow(
      'maxBodyBytes is false or a whole number from 1 to 1000, got 1001',
    );
  });
});

describe('checkFrameBytes', () => {
  it('passes what is within both bounds', () => {
    expect([4, 5, 9].map((bytes) => codeOf(() => checkFrameBytes(bytes, 4, 9)))).toEqual(
      Array(3).fill('nothing thrown'),
    );
  });

  it('refuses one byte less than the header', () => {
    expect(codeOf(() => checkFrameBytes(3, 4, 9))).toBe('FRAME_LENGTH_MISMATCH');
  });

  it('refuses one byte more than the limit, and names both numbers', () => {
    expect(codeOf(() => checkFrameBytes(10, 4, 9))).toBe('FRAME_TOO_LARGE');
    expect(() => checkFrameBytes(4_294_967_295, 4, 1_048_576)).toThrow(
      'a frame of 4294967295 bytes is over the limit of 1048576',
    );
  });
});

describe('checkBodyBytes', () => {
  it('passes a body of the limit', () => {
    expect(codeOf(() => checkBodyBytes(9, 9))).toBe('nothing thrown');
  });

  it('refuses one byte more, and names both numbers', () => {
    expect(codeOf(() => checkBodyBytes(10, 9))).toBe('MESSAGE_TOO_LARGE');
    expect(() => checkBodyBytes(10, 9)).toThrow('a body of 10 bytes is over the limit of 9');
  });
});
