import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '@net/core';
import fc from 'fast-check';
import { applyMask, Opcode, writeFrame } from '../src/frame.ts';

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

  it('appends to what is there', () => {
    const out = new ByteWriter();
    writeFrame(out, Opcode.binary, Buffer.from('a'), undefined);
    writeFrame(out, Opcode.binary, Buffer.from('b'), undefined);
    expect(Buffer.from(out.take()).toString('hex')).toBe('820161820162');
  });
});

describe('applyMask', () => {
  it('does to each byte what RFC 6455 says, at any length and alignment', () => {
    const input = fc.tuple(
      fc.uint8Array({ maxLength: 600, size: 'max' }),
      fc.nat({ max: 7 }),
      fc.nat(),
    );
    fc.assert(
      fc.property(input, ([bytes, offset, key]) => {
        const room = new Uint8Array(offset + bytes.length + 8).fill(0xee);
        const masked = room.subarray(offset, offset + bytes.length);
        masked.set(bytes);
        applyMask(masked, key);
        const keys = Buffer.alloc(4);
        keys.writeUInt32BE(key);
        const expected = bytes.map((byte, index) => byte ^ (keys[index & 3] ?? 0));
        expect(Buffer.compare(masked, expected)).toBe(0);
        expect(room.filter((byte) => byte === 0xee).length).toBeGreaterThanOrEqual(8 + offset);
      }),
    );
  });

  it('is undone by itself', () => {
    const bytes = Buffer.from('some bytes'.repeat(100));
    const copy = Buffer.from(bytes);
    applyMask(bytes, 0xdeadbeef);
    expect(Buffer.compare(bytes, copy)).not.toBe(0);
    applyMask(bytes, 0xdeadbeef);
    expect(Buffer.compare(bytes, copy)).toBe(0);
  });
});
