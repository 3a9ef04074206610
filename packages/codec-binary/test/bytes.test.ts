import { describe, expect, it } from '@jest/globals';
import { bytes } from '../src/bytes.ts';
import { codeOf, fromHex, only, read, thrown, write, wrong } from './support.ts';

describe('bytes', () => {
  it('writes how many, then these', () => {
    expect(write(bytes, Uint8Array.of(1, 0x22))).toBe('020122');
    expect(write(bytes, new Uint8Array(0))).toBe('00');
    expect(write(bytes, new Uint8Array(128))).toBe(`8001${'00'.repeat(128)}`);
    expect(write(bytes, Buffer.from('hi'))).toBe('026869');
  });

  it('reads a copy that is no Buffer', () => {
    const body = Buffer.from('020122', 'hex');
    const { value } = only(bytes).decode(body);
    body.fill(0);
    expect(value).toStrictEqual(Uint8Array.of(1, 0x22));
    expect(Buffer.isBuffer(value)).toBe(false);
    expect(value.buffer.byteLength).toBe(2);
  });

  it('refuses a length over the bytes that are there', () => {
    const error = thrown(() => read(bytes, 'ffffffff0f0102'));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe(
      'a binary body of 7 bytes ends early: at 5 it needs 4294967295 more',
    );
  });

  it('writes no other value', () => {
    for (const value of [[1], 'a', null, new Uint16Array(1), fromHex('00').buffer]) {
      expect(codeOf(() => write(bytes, wrong(value)))).toBe('ENCODE_FAILED');
    }
  });
});
