import { describe, expect, it } from '@jest/globals';
import { isLegal, refuseIllegal, refuseUnwritable } from '../src/characters.ts';

const LEGAL = ['', 'a\t\r\n', '\u{7f}é日\u{d7ff}\u{e000}\u{fffd}', '🎉\u{10ffff}'];

describe('refuseIllegal', () => {
  it('accepts what XML has', () => {
    for (const text of LEGAL) refuseIllegal(text, 'DECODE_FAILED');
  });

  it.each([
    ['a\u{0}', 'XML has no character U+0000, at 1 of 2'],
    ['\u{b}', 'XML has no character U+000b, at 0 of 1'],
    ['\u{1f}', 'XML has no character U+001f, at 0 of 1'],
    ['🎉\u{fffe}', 'XML has no character U+fffe, at 2 of 3'],
    ['\u{ffff}', 'XML has no character U+ffff, at 0 of 1'],
  ])('refuses %j', (text, message) => {
    const error = expect.objectContaining({ code: 'DECODE_FAILED', message });
    expect(() => refuseIllegal(text, 'DECODE_FAILED')).toThrow(error);
  });
});

describe('refuseUnwritable', () => {
  it('accepts what XML has', () => {
    for (const text of LEGAL) refuseUnwritable(text);
  });

  it.each([
    ['a\u{0}', 'XML has no character U+0000, at 1 of 2'],
    ['🎉\u{d800}', 'XML has no character U+d800, at 2 of 3'],
    ['\u{dc00}🎉', 'XML has no character U+dc00, at 0 of 3'],
    ['\u{d800}\u{d800}\u{dc00}', 'XML has no character U+d800, at 0 of 3'],
  ])('refuses %j', (text, message) => {
    const error = expect.objectContaining({ code: 'ENCODE_FAILED', message });
    expect(() => refuseUnwritable(text)).toThrow(error);
  });
});

describe('isLegal', () => {
  it('follows production 2 of XML 1.0', () => {
    const legal = [0x9, 0xa, 0xd, 0x20, 0x7f, 0xd7ff, 0xe000, 0xfffd, 0x10000, 0x10ffff];
    expect(legal.filter((codePoint) => !isLegal(codePoint))).toEqual([]);
    const illegal = [
      0,
      1,
      8,
      0xb,
      0xc,
      0xe,
      0x1f,
      0xd800,
      0xdfff,
      0xfffe,
      0xffff,
      0x110000,
      Infinity,
    ];
    expect(illegal.filter((codePoint) => isLegal(codePoint))).toEqual([]);
  });
});
