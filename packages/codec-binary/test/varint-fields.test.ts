import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { varint, zigzag } from '../src/varint-fields.ts';
import { codeOf, read, thrown, write, wrong } from './support.ts';

describe('varint', () => {
  it('writes small numbers short', () => {
    expect(write(varint, 0)).toBe('00');
    expect(write(varint, 300)).toBe('ac02');
    expect(write(varint, 2 ** 32 - 1)).toBe('ffffffff0f');
  });

  it('gives back any number of 32 bits', () => {
    const number = fc.nat({ max: 2 ** 32 - 1 });
    fc.assert(fc.property(number, (value) => read(varint, write(varint, value)) === value));
  });

  it('refuses other numbers', () => {
    for (const value of [-1, 2 ** 32, 0.5, NaN, wrong('1')]) {
      expect(codeOf(() => write(varint, value))).toBe('ENCODE_FAILED');
    }
  });

  it('is refused where the layout has none', () => {
    expect(() => write(varint, 1, { layout: 'gonet' })).toThrow(
      new TypeError("value: layout 'gonet' has no varint"),
    );
  });
});

describe('zigzag', () => {
  it.each([
    [0, '00'],
    [-1, '01'],
    [1, '02'],
    [-64, '7f'],
    [64, '8001'],
    [2 ** 31 - 1, 'feffffff0f'],
    [-(2 ** 31), 'ffffffff0f'],
  ])('writes %p as %s', (value, hex) => {
    expect(write(zigzag, value)).toBe(hex);
    expect(read(zigzag, hex)).toBe(value);
  });

  it('refuses other numbers', () => {
    const { message } = thrown(() => write(zigzag, 2 ** 31));
    expect(message).toBe('value: 2147483648 is not a whole number from -2147483648 to 2147483647');
  });
});
