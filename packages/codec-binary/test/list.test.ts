import { describe, expect, it } from '@jest/globals';
import { i32, u8 } from '../src/integers.ts';
import { list } from '../src/list.ts';
import { string } from '../src/string.ts';
import { struct } from '../src/struct.ts';
import { codeOf, decode, read, thrown, write, wrong } from './support.ts';

describe('list', () => {
  it('writes how many, then these', () => {
    expect(write(list(i32), [1, 2])).toBe('020100000002000000');
    expect(write(list(string), [])).toBe('00');
    expect(write(list(list(u8)), [[], [1, 2]])).toBe('0200020102');
    expect(read(list(list(u8)), '0200020102')).toEqual([[], [1, 2]]);
  });

  it('refuses a count that the bytes left cannot hold, before it makes anything', () => {
    const error = thrown(() => read(list(i32), 'ffffffff0f01020304'));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe(
      'value: 4294967295 values of 4 bytes or more are over the 4 bytes left',
    );
    expect(codeOf(() => read(list(string), '0201'))).toBe('DECODE_FAILED');
  });

  it('counts what is in an element against maxNodes', () => {
    const Pair = struct({ all: list(struct({ a: u8, b: u8 })) }, { maxNodes: 20 });
    expect(decode(Pair, `06${'0102'.repeat(6)}`).all).toHaveLength(6);
    const error = thrown(() => decode(Pair, `07${'0102'.repeat(7)}`));
    expect(error.code).toBe('NODES_EXCEEDED');
    expect(error.message).toBe(
      'a binary body of 23 values or more is over the limit of 20 (maxNodes)',
    );
  });

  it('writes no other value', () => {
    for (const value of [{ length: 1 }, 'ab', null, new Uint8Array(1)]) {
      expect(codeOf(() => write(list(u8), wrong(value)))).toBe('ENCODE_FAILED');
    }
    expect(thrown(() => write(list(u8), Array<number>(1))).message).toContain('value[]: ');
  });

  it('refuses elements that take no bytes', () => {
    expect(() => write(list(struct({})), [])).toThrow(
      new TypeError('value: the elements of a list take a byte at least'),
    );
  });
});
