import { describe, expect, it } from '@jest/globals';
import { array } from '../src/array.ts';
import { f32 } from '../src/floats.ts';
import { u16, u8 } from '../src/integers.ts';
import { string } from '../src/string.ts';
import { struct } from '../src/struct.ts';
import { codeOf, decode, encode, read, thrown, write, wrong } from './support.ts';

describe('array', () => {
  it('writes its values without a count', () => {
    expect(write(array(u16, 2), [1, 2])).toBe('01000200');
    expect(read(array(u16, 2), '01000200')).toEqual([1, 2]);
    expect(write(array(string, 2), ['a', ''])).toBe('016100');
    expect(read(array(string, 2), '016100')).toEqual(['a', '']);
  });

  it('lets arrays of arrays stay fixed', () => {
    const Matrix = struct({ tag: u8, rows: array(array(u8, 3), 2), end: u8 });
    const value = {
      tag: 9,
      rows: [
        [1, 2, 3],
        [4, 5, 6],
      ] as [[number, number, number], [number, number, number]],
      end: 8,
    };
    expect(encode(Matrix, value)).toBe('0901020304050608');
    expect(decode(Matrix, '0901020304050608')).toEqual(value);
  });

  it('writes no array of another length', () => {
    for (const value of [[], [1], [1, 2, 3], 'ab', null, { length: 2 }]) {
      const error = thrown(() => write(array(f32, 2), wrong(value)));
      expect(error.code).toBe('ENCODE_FAILED');
      expect(error.message).toContain('is not an array of 2');
    }
    expect(codeOf(() => write(array(string, 1), wrong([])))).toBe('ENCODE_FAILED');
  });

  it('leaves no byte unwritten for an array with holes or an iterator of its own', () => {
    const holes = wrong(Array(2));
    expect(codeOf(() => write(array(u8, 2), holes))).toBe('ENCODE_FAILED');
    const lying = Object.assign([1, 2], { [Symbol.iterator]: () => [].values() });
    expect(write(array(u8, 2), wrong(lying))).toBe('0102');
  });

  it('takes a length from 1 to 65,535', () => {
    for (const length of [0, -1, 1.5, NaN, 65_536]) {
      expect(() => array(u8, length)).toThrow(`from 1 to 65535, got ${length}`);
    }
  });

  it('counts its values against maxNodes', () => {
    expect(write(array(u8, 3), [1, 2, 3], { maxNodes: 4 })).toBe('010203');
    expect(codeOf(() => write(array(u8, 3), [1, 2, 3], { maxNodes: 3 }))).toBe('NODES_EXCEEDED');
    expect(codeOf(() => read(array(string, 3), '000000', { maxNodes: 3 }))).toBe('NODES_EXCEEDED');
  });
});
