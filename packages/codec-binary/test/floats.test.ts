import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { f32, f64 } from '../src/floats.ts';
import { codeOf, read, thrown, write, wrong } from './support.ts';

describe('f32', () => {
  it('writes IEEE 754 in either order', () => {
    expect(write(f32, 1.5)).toBe('0000c03f');
    expect(write(f32, 1.5, { endian: 'big' })).toBe('3fc00000');
    expect(read(f32, '0000c03f')).toBe(1.5);
    expect(read(f32, '3fc00000', { endian: 'big' })).toBe(1.5);
  });

  it('rounds as Math.fround does', () => {
    const double = fc.double({ noNaN: true });
    fc.assert(fc.property(double, (value) => read(f32, write(f32, value)) === Math.fround(value)));
    expect(read(f32, write(f32, 1e39))).toBe(Infinity);
    expect(read(f32, write(f32, -0))).toBe(-0);
  });

  it('reads any NaN as NaN', () => {
    expect(read(f32, write(f32, NaN))).toBeNaN();
    expect(read(f32, '010080ff')).toBeNaN();
  });

  it('refuses what is not a number', () => {
    expect(thrown(() => write(f32, wrong('1'))).message).toBe('value: a string is not a number');
    expect(codeOf(() => write(f32, wrong(undefined)))).toBe('ENCODE_FAILED');
  });
});

describe('f64', () => {
  it('writes IEEE 754 in either order', () => {
    expect(write(f64, -2.5)).toBe('00000000000004c0');
    expect(write(f64, -2.5, { endian: 'big' })).toBe('c004000000000000');
    expect(read(f64, '00000000000004c0')).toBe(-2.5);
    expect(read(f64, 'c004000000000000', { endian: 'big' })).toBe(-2.5);
  });

  it('gives back any number', () => {
    fc.assert(fc.property(fc.double(), (value) => Object.is(read(f64, write(f64, value)), value)));
  });

  it('refuses what is not a number', () => {
    expect(codeOf(() => write(f64, wrong(1n)))).toBe('ENCODE_FAILED');
    expect(codeOf(() => write(f64, wrong(null)))).toBe('ENCODE_FAILED');
  });
});
