import { describe, expect, it } from '@jest/globals';
import { decodeUtf8, readText } from '../src/utf8.ts';

describe('readText', () => {
  it('agrees with decodeUtf8 on what is UTF-8, wherever it stands in its buffer', () => {
    const bytes = Buffer.from('__aé日🎉\u{feff}__').subarray(2, -2);
    expect(readText(bytes)).toBe('aé日🎉\u{feff}');
    expect(readText(new Uint8Array(bytes))).toBe(decodeUtf8(bytes));
    expect(readText(new Uint8Array(0))).toBe('');
  });

  it('leaves U+FFFD where bytes are not UTF-8', () => {
    for (const hex of ['ff', 'c0af', 'eda080', 'e282', '80', 'f4908080']) {
      expect(readText(Buffer.from(hex, 'hex'))).toContain('\u{fffd}');
    }
  });
});

describe('decodeUtf8', () => {
  it('keeps a byte order mark', () => {
    expect(decodeUtf8(Buffer.from('efbbbf61', 'hex'))).toBe('\u{feff}a');
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const hex of ['ff', 'c0af', 'eda080', 'e282', '80', 'f4908080']) {
      expect(() => decodeUtf8(Buffer.from(hex, 'hex'))).toThrow(/bytes is not UTF-8$/);
    }
  });
});
