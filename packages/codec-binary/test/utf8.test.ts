import { describe, expect, it } from '@jest/globals';
import { readUtf8 } from '../src/utf8.ts';
import { thrown } from './support.ts';

/** Read text in hex from the middle of other bytes, with `pad` units before it. */
function read(hex: string, pad = 0): string {
  const bytes = Buffer.from(`ff${'61'.repeat(pad)}${hex}ff`, 'hex');
  return readUtf8(bytes, 1, bytes.length - 1, 'x').slice(pad);
}

describe('readUtf8', () => {
  it('reads texts of every short length', () => {
    for (let length = 0; length < 40; length += 1) {
      const text = 'abcdefghijklmnopqrstuvwxyz0123456789ABCD'.slice(0, length);
      expect(read(Buffer.from(text).toString('hex'))).toBe(text);
    }
  });

  it.each([0, 8, 60, 5000])('reads what is not ASCII behind %p units that are', (pad) => {
    const text = 'é日🎉\u{fffd}\u{feff}';
    expect(read(Buffer.from(text).toString('hex'), pad)).toBe(text);
  });

  it.each([
    ['an overlong slash', 'c0af'],
    ['a surrogate', 'eda080'],
    ['a cut sequence', 'e282'],
    ['a stray continuation', '80'],
    ['a code point over U+10FFFF', 'f4908080'],
    ['ff', 'ff'],
  ])('refuses %s', (_name, hex) => {
    for (const pad of [0, 1, 10, 60, 5000]) {
      const error = thrown(() => read(hex, pad));
      expect(error.code).toBe('DECODE_FAILED');
      expect(error.message).toBe(`x: a text of ${pad + hex.length / 2} bytes is not UTF-8`);
    }
  });

  it('keeps a byte order mark', () => {
    expect(read('efbbbf61')).toBe('\u{feff}a');
  });
});
