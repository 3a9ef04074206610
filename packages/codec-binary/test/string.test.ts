import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { string } from '../src/string.ts';
import { codeOf, read, thrown, write, wrong } from './support.ts';

describe('string', () => {
  it('writes how many bytes it has in UTF-8, then these', () => {
    expect(write(string, '')).toBe('00');
    expect(write(string, 'hello')).toBe('0568656c6c6f');
    expect(write(string, 'é日🎉')).toBe('09c3a9e697a5f09f8e89');
  });

  it('makes room for a length that is longer than it thought', () => {
    // 127 units take a length of one byte if they are ASCII, and of two here.
    for (const [text, length] of [
      ['é'.repeat(127), 'fe01'],
      ['a'.repeat(126) + 'é', '8001'],
      ['日'.repeat(16_383), 'fdff02'],
    ] as const) {
      const hex = write(string, text);
      expect(hex === length + Buffer.from(text).toString('hex')).toBe(true);
      expect(read(string, hex) === text).toBe(true);
    }
  });

  it('gives back any text of any length', () => {
    const unit = fc.constantFrom('a', '\0', '\x7f', '\x80', 'é', '日', '🎉', '\ufeff', '\ufffd');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 70 }), (text) => {
        expect(read(string, write(string, text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
    for (const length of [12, 13, 47, 48, 49, 127, 128, 16_383, 16_384, 70_000]) {
      for (const last of ['a', 'é']) {
        const text = 'x'.repeat(length - 1) + last;
        expect(read(string, write(string, text)) === text).toBe(true);
      }
    }
  });

  it('writes a lone surrogate as U+FFFD', () => {
    expect(write(string, '\ud800')).toBe('03efbfbd');
    expect(write(string, `${'x'.repeat(60)}\udc00`).slice(-6)).toBe('efbfbd');
  });

  it('writes no other value', () => {
    for (const value of [1, null, undefined, ['a'], new String('a')]) {
      expect(codeOf(() => write(string, wrong(value)))).toBe('ENCODE_FAILED');
    }
  });

  it('refuses a length over the bytes that are there', () => {
    expect(thrown(() => read(string, '0561')).message).toContain(
      'ends early: at 1 it needs 5 more',
    );
    expect(codeOf(() => read(string, 'ffffffff0f'))).toBe('DECODE_FAILED');
  });

  it('keeps to 65,535 bytes where lengths have two', () => {
    const most = 'a'.repeat(65_535);
    const gonet = { layout: 'gonet' } as const;
    expect(read(string, write(string, most, gonet), gonet) === most).toBe(true);
    for (const text of [`${most}a`, 'é'.repeat(32_768)]) {
      expect(thrown(() => write(string, text, gonet)).message).toBe(
        "value: a length of 65536 is over the limit of 65535 of layout 'gonet'",
      );
    }
  });
});
