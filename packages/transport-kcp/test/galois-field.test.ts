import { describe, expect, it } from '@jest/globals';
import { addProduct, inverse, multiply, power } from '../src/galois-field.ts';

describe('galois-field', () => {
  it('multiplies as by hand', () => {
    expect(multiply(0, 7)).toBe(0);
    expect(multiply(7, 0)).toBe(0);
    expect(multiply(1, 0xab)).toBe(0xab);
    expect(multiply(0x80, 2)).toBe(0x1d);
    expect(multiply(3, 7)).toBe(9);
  });

  it('multiplies every pair as long multiplication does', () => {
    for (let a = 0; a < 256; a++) {
      for (let b = 0; b < 256; b++) {
        if (multiply(a, b) !== longProduct(a, b)) throw new Error(`${a} times ${b}`);
      }
    }
  });

  it('gives every element but zero an inverse', () => {
    for (let a = 1; a < 256; a++) expect(multiply(a, inverse(a))).toBe(1);
  });

  it('raises to powers, zero to the power of zero being one', () => {
    expect([power(0, 0), power(0, 5), power(9, 0), power(2, 8)]).toEqual([1, 0, 1, 0x1d]);
    for (let a = 0; a < 256; a++) {
      for (let exponent = 0, product = 1; exponent < 300; exponent++) {
        if (power(a, exponent) !== product) throw new Error(`${a} to the power of ${exponent}`);
        product = multiply(product, a);
      }
    }
  });

  it('adds multiples of the first bytes only', () => {
    const target = Buffer.from('ff0102', 'hex');
    addProduct(target, 2, Buffer.from('018003', 'hex'), 2);
    expect(target.toString('hex')).toBe('fd1c02');
    addProduct(target, 0, Buffer.from('ffffff', 'hex'), 3);
    expect(target.toString('hex')).toBe('fd1c02');
  });
});

/** Russian peasants' way. */
function longProduct(left: number, right: number): number {
  let sum = 0;
  for (let a = left, b = right; b > 0; b >>= 1) {
    if (b & 1) sum ^= a;
    a <<= 1;
    if (a > 0xff) a ^= 0x11d;
  }
  return sum;
}
