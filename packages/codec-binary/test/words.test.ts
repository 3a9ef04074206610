import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '@net/core';
import { getWords, HIGH, LOW, putWords, words } from '../src/words.ts';

describe('words', () => {
  it('are put and got with the high word where the order wants it', () => {
    for (const [littleEndian, hex] of [
      [true, '0807060504030201'],
      [false, '0102030405060708'],
    ] as const) {
      words.setUint32(HIGH, 0x01020304);
      words.setUint32(LOW, 0x05060708);
      const out = new ByteWriter();
      putWords(out, out.reserve(8), littleEndian);
      const bytes = out.take();
      expect(Buffer.from(bytes).toString('hex')).toBe(hex);
      words.setFloat64(HIGH, 0);
      getWords(bytes, 0, littleEndian);
      expect(words.getBigUint64(HIGH)).toBe(0x0102030405060708n);
    }
  });
});
