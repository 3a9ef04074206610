import { describe, expect, it } from '@jest/globals';
import { f64 } from '../src/floats.ts';
import { u32, u8 } from '../src/integers.ts';
import { map } from '../src/map.ts';
import { string } from '../src/string.ts';
import { codeOf, only, read, thrown, write, wrong } from './support.ts';

const Scores = map(string, u8);

describe('map', () => {
  it('writes how many entries, then each in the order of insertion', () => {
    const scores = new Map([
      ['b', 1],
      ['a', 2],
    ]);
    expect(write(Scores, scores)).toBe('02 0162 01 0161 02'.replaceAll(' ', ''));
    expect([...read(Scores, '02 0162 01 0161 02')]).toEqual([...scores]);
    expect(write(Scores, new Map())).toBe('00');
  });

  it('keeps the names that change prototypes as keys', () => {
    const names = new Map([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    expect(read(Scores, write(Scores, names))).toEqual(names);
    expect('polluted' in {}).toBe(false);
  });

  it('refuses a key that is there twice', () => {
    const error = thrown(() => read(Scores, '03 0161 01 0162 02 0161 01'));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('value: 3 entries have 2 keys between them');
  });

  it('refuses a count that the bytes left cannot hold', () => {
    expect(thrown(() => read(Scores, 'ffffffff0f0000')).message).toBe(
      'value: 4294967295 values of 2 bytes or more are over the 2 bytes left',
    );
  });

  it('counts keys and values against maxNodes', () => {
    expect(read(Scores, '01 0161 01', { maxNodes: 4 }).size).toBe(1);
    expect(codeOf(() => read(Scores, '02 0161 01 0162 01', { maxNodes: 4 }))).toBe(
      'NODES_EXCEEDED',
    );
    const two = new Map(['a', 'b'].map((key) => [key, 1]));
    expect(codeOf(() => write(Scores, two, { maxNodes: 4 }))).toBe('NODES_EXCEEDED');
  });

  it('takes fewer keys that a peer can make collide', () => {
    expect(codeOf(() => write(map(u32, u8), entries(4900)))).toBe('NODES_EXCEEDED');
    expect(read(map(u32, u8), write(map(u32, u8), entries(4800))).size).toBe(4800);
    const Counts = only(map(u32, u8));
    const body = Buffer.alloc(2 + 5 * 10_000);
    body.set([0x90, 0x4e]);
    expect(codeOf(() => Counts.decode(body))).toBe('NODES_EXCEEDED');
    const texts = new Map([...entries(20_000)].map(([key]) => [String(key), 1] as const));
    expect(read(Scores, write(Scores, texts)).size).toBe(20_000);
  });

  it('refuses keys that are not texts or whole numbers', () => {
    expect(() => write(map(f64, u8), new Map())).toThrow(
      new TypeError('value: a map has no keys of this kind'),
    );
  });

  it('writes no other value', () => {
    for (const value of [{}, [], null]) {
      expect(codeOf(() => write(Scores, wrong(value)))).toBe('ENCODE_FAILED');
    }
  });
});

function entries(count: number): Map<number, number> {
  return new Map(Array.from({ length: count }, (_, key) => [key, 1]));
}
