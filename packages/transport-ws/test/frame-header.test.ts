import { describe, expect, it } from '@jest/globals';
import { ByteQueue } from '@net/core/extend';
import { Opcode } from '../src/frame.ts';
import { checkOpcode, checkSecondByte, lengthEnd, readLength } from '../src/frame-header.ts';
import { bytesOf } from './support/reading.ts';

const BROKEN = expect.objectContaining({ status: 1002 });

describe('checkOpcode', () => {
  it('knows six opcodes, each where it may come', () => {
    expect([0x81, 0x01, 0x82, 0x02].map((first) => checkOpcode(first, false))).toEqual([
      1, 1, 2, 2,
    ]);
    expect([0x80, 0x00].map((first) => checkOpcode(first, true))).toEqual([0, 0]);
    for (const isInside of [false, true]) {
      expect([0x88, 0x89, 0x8a].map((first) => checkOpcode(first, isInside))).toEqual([8, 9, 10]);
    }
  });

  it('refuses every other first byte', () => {
    const known = new Set([0x00, 0x80, 0x01, 0x81, 0x02, 0x82, 0x88, 0x89, 0x8a]);
    const others = Array.from({ length: 256 }, (_, first) => first).filter((x) => !known.has(x));
    for (const first of others) expect(() => checkOpcode(first, false)).toThrow(BROKEN);
  });
});

describe('checkSecondByte', () => {
  it('wants a mask of clients, and none of servers', () => {
    checkSecondByte(0x80, Opcode.binary, true);
    checkSecondByte(0x00, Opcode.binary, false);
    expect(() => checkSecondByte(0x00, Opcode.binary, true)).toThrow(BROKEN);
    expect(() => checkSecondByte(0x80, Opcode.binary, false)).toThrow(BROKEN);
  });

  it('wants control frames of at most 125 bytes', () => {
    checkSecondByte(0xfd, Opcode.ping, true);
    checkSecondByte(0xfe, Opcode.text, true);
    for (const opcode of [Opcode.close, Opcode.ping, Opcode.pong]) {
      expect(() => checkSecondByte(0xfe, opcode, true)).toThrow(BROKEN);
      expect(() => checkSecondByte(0xff, opcode, true)).toThrow(BROKEN);
    }
  });
});

describe('readLength', () => {
  it.each([
    ['82 00', 0],
    ['82 7d', 125],
    ['82 fd', 125],
    ['82 7e 007e', 126],
    ['82 fe ffff', 65_535],
    ['82 7f 0000000000010000', 65_536],
    ['82 ff 7fffffff00000000', 0x7fffffff * 2 ** 32],
  ])('reads %s', (hex, length) => {
    const input = new ByteQueue();
    input.push(bytesOf(hex));
    const end = lengthEnd(input.peekUint8(1));
    expect(end).toBe(input.length);
    expect(readLength(input, end)).toBe(length);
  });

  it.each(['82 7e 007d', '82 7f 000000000000ffff', '82 7f 8000000000000000'])(
    'refuses %s',
    (hex) => {
      const input = new ByteQueue();
      input.push(bytesOf(hex));
      expect(() => readLength(input, lengthEnd(input.peekUint8(1)))).toThrow(BROKEN);
    },
  );
});
