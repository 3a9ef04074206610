import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '@net/core';
import { Budget } from '../src/budget.ts';
import { Input } from '../src/input.ts';
import { gonetLengths, type Lengths, varintLengths } from '../src/lengths.ts';
import { fromHex, thrown } from './support.ts';

function write({ bytesOf, put }: Lengths, count: number): string {
  const out = new ByteWriter();
  put(count, out, out.reserve(bytesOf(count)), 'x');
  return Buffer.from(out.take()).toString('hex');
}

function read({ read }: Lengths, hex: string): number {
  return read(new Input(fromHex(hex), new Budget(1)), 'x');
}

describe('varintLengths', () => {
  it('take a byte for 7 bits', () => {
    expect(write(varintLengths, 5)).toBe('05');
    expect(write(varintLengths, 300)).toBe('ac02');
    expect(read(varintLengths, 'ac02')).toBe(300);
  });
});

describe('gonetLengths', () => {
  it('take two bytes, little-endian', () => {
    expect(write(gonetLengths, 5)).toBe('0500');
    expect(write(gonetLengths, 65_535)).toBe('ffff');
    expect(read(gonetLengths, '0102')).toBe(513);
    expect(thrown(() => read(gonetLengths, '01')).code).toBe('DECODE_FAILED');
  });

  it('do not cut off a length that does not fit, as gonet does', () => {
    const error = thrown(() => write(gonetLengths, 65_536));
    expect(error.code).toBe('ENCODE_FAILED');
    expect(error.message).toContain('a length of 65536 is over the limit of 65535');
  });
});
