import { describe, expect, it } from '@jest/globals';
import { decodeUtf8 } from '../src/utf8.ts';

describe('decodeUtf8', () => {
  it('reads UTF-8 wherever it stands in its buffer', () => {
    const bytes = Buffer.from('__aé日🎉\u{feff}__').subarray(2, -2);
    expect(decodeUtf8(bytes)).toBe('aé日🎉\u{feff}');
    expect(decodeUtf8(new Uint8Array(bytes))).toBe('aé日🎉\u{feff}');
    expect(decodeUtf8(new Uint8Array(0))).toBe('');
  });

  it('keeps a byte order mark, and U+FFFD that was written', () => {
    expect(decodeUtf8(Buffer.from('efbbbf61', 'hex'))).toBe('\u{feff}a');
    expect(decodeUtf8(Buffer.from('efbfbd', 'hex'))).toBe('\u{fffd}');
  });

  it.each(['ff', 'c0af', 'eda080', 'e282', '80', 'f4908080', 'efbfbdff'])('refuses %s', (hex) => {
    expect(() => decodeUtf8(Buffer.from(hex, 'hex'))).toThrow(/^a body of \d bytes is not UTF-8$/);
  });
});
