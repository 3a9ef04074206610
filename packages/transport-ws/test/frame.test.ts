import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '@net/core';
import { Opcode, writeFrame } from '../src/frame.ts';

function frame(opcode: Opcode, payload: Uint8Array, key?: number): string {
  const out = new ByteWriter();
  writeFrame(out, opcode, payload, key);
  return Buffer.from(out.take()).toString('hex');
}

describe('writeFrame', () => {
  // The first four are the examples of RFC 6455, section 5.7.
  it.each([
    ['an unmasked text', Opcode.text, 'Hello', undefined, '81 05 48656c6c6f'],
    ['a masked text', Opcode.text, 'Hello', 0x37fa213d, '81 85 37fa213d 7f9f4d5158'],
    ['a ping', Opcode.ping, 'Hello', undefined, '89 05 48656c6c6f'],
    ['a pong', Opcode.pong, 'Hello', 0x37fa213d, '8a 85 37fa213d 7f9f4d5158'],
    ['an empty message', Opcode.binary, '', undefined, '82 00'],
    ['an empty masked message', Opcode.binary, '', 1, '82 80 00000001'],
  ])('writes %s', (_, opcode, text, key, expected) => {
    expect(frame(opcode, Buffer.from(text), key)).toBe(expected.replaceAll(' ', ''));
  });

  it.each([
    [125, '82 7d'],
    [126, '82 7e 007e'],
    [256, '82 7e 0100'],
    [65_535, '82 7e ffff'],
    [65_536, '82 7f 0000000000010000'],
  ])('writes the length of %i bytes in as few as can be', (length, start) => {
    const expected = start.replaceAll(' ', '') + '00'.repeat(length);
    expect(frame(Opcode.binary, Buffer.alloc(length)) === expected).toBe(true);
  });

  it.each([0, 4, 125, 126, 65_535, 65_536])('masks %i bytes', (length) => {
    const payload = Buffer.alloc(length, 'abcdefg');
    const written = frame(Opcode.binary, payload, 0xdeadbeef);
    const key = Buffer.from('deadbeef', 'hex');
    const expected = payload.map((byte, index) => byte ^ (key[index & 3] ?? 0));
    expect(written.endsWith(`deadbeef${Buffer.from(expected).toString('hex')}`)).toBe(true);
  });

  it('appends to what is there', () => {
    const out = new ByteWriter();
    writeFrame(out, Opcode.binary, Buffer.from('a'), undefined);
    writeFrame(out, Opcode.binary, Buffer.from('b'), undefined);
    expect(Buffer.from(out.take()).toString('hex')).toBe('820161820162');
  });
});
