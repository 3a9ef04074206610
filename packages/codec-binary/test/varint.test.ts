import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '@net/core';
import { Budget } from '../src/budget.ts';
import { Input } from '../src/input.ts';
import {
  putVarint,
  readVarint,
  readVarintWords,
  varintBytes,
  writeVarintWords,
} from '../src/varint.ts';
import { HIGH, words } from '../src/words.ts';
import { fromHex, thrown } from './support.ts';

function write(value: number): string {
  const out = new ByteWriter();
  putVarint(value, out, out.reserve(varintBytes(value)));
  return Buffer.from(out.take()).toString('hex');
}

function read(hex: string): number {
  return readVarint(new Input(fromHex(hex), new Budget(1)), 'x');
}

function write64(value: bigint): string {
  const out = new ByteWriter();
  words.setBigUint64(HIGH, value);
  writeVarintWords(out);
  return Buffer.from(out.take()).toString('hex');
}

function read64(hex: string): bigint {
  readVarintWords(new Input(fromHex(hex), new Budget(1)), 'x');
  return words.getBigUint64(HIGH);
}

describe('a varint of 32 bits', () => {
  it.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [300, 'ac02'],
    [16_383, 'ff7f'],
    [16_384, '808001'],
    [2 ** 21 - 1, 'ffff7f'],
    [2 ** 21, '80808001'],
    [2 ** 28 - 1, 'ffffff7f'],
    [2 ** 28, '8080808001'],
    [2 ** 32 - 1, 'ffffffff0f'],
  ])('of %p is %s', (value, hex) => {
    expect(write(value)).toBe(hex);
    expect(read(hex)).toBe(value);
  });

  it.each(['8000', '808000', '80808000', '8080808000', 'ff00'])('refuses %s, too long', (hex) => {
    const error = thrown(() => read(hex));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('x: a varint that is longer than it has to be');
  });

  it('refuses more than 32 bits and more than 5 bytes', () => {
    expect(thrown(() => read('ffffffff10')).message).toBe('x: a varint of more than 32 bits');
    expect(thrown(() => read('ffffffff7f')).message).toBe('x: a varint of more than 32 bits');
    expect(thrown(() => read('ffffffffff01')).message).toBe('x: a varint of more than 5 bytes');
  });

  it('refuses one that is cut off', () => {
    for (const hex of ['', '80', 'ffff', 'ffffffff']) {
      expect(thrown(() => read(hex)).message).toContain('ends early');
    }
  });
});

describe('a varint of 64 bits', () => {
  it.each([
    [0n, '00'],
    [127n, '7f'],
    [128n, '8001'],
    [2n ** 28n - 1n, 'ffffff7f'],
    [2n ** 28n, '8080808001'],
    [2n ** 32n - 1n, 'ffffffff0f'],
    [2n ** 32n, '8080808010'],
    [2n ** 35n, '808080808001'],
    [2n ** 53n - 1n, 'ffffffffffffff0f'],
    [2n ** 63n, '80808080808080808001'],
    [2n ** 64n - 1n, 'ffffffffffffffffff01'],
  ])('of %p is %s', (value, hex) => {
    expect(write64(value)).toBe(hex);
    expect(read64(hex)).toBe(value);
  });

  it('refuses what is too long, too large, or cut off', () => {
    expect(thrown(() => read64('8000')).message).toContain('longer than it has to be');
    expect(thrown(() => read64('80808080808080808000')).message).toContain('longer than');
    expect(thrown(() => read64('ffffffffffffffffff02')).message).toContain('more than 64 bits');
    expect(thrown(() => read64('ffffffffffffffffffff01')).message).toContain('more than 10 bytes');
    expect(thrown(() => read64('ffffffffffffffffff')).message).toContain('ends early');
  });
});
