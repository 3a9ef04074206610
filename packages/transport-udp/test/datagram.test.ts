import { describe, expect, it } from '@jest/globals';
import {
  closeCodeOf,
  isAbout,
  Kind,
  kindOf,
  payloadOf,
  sessionIdOf,
  writeClose,
  writeDatagram,
  writeHello,
} from '../src/datagram.ts';
import { bytes, hex } from './support/hex.ts';

const ID = { idHigh: 0x01020304, idLow: 0x05060708 };
const COOKIE = '00112233445566778899aabbccddeeff';

describe('a datagram', () => {
  it.each([
    ['hello', writeHello(ID), `11 0102030405060708 ${'00'.repeat(16)}`],
    [
      'challenge',
      writeDatagram(Kind.Challenge, ID, bytes(COOKIE)),
      `12 0102030405060708 ${COOKIE}`,
    ],
    ['open', writeDatagram(Kind.Open, ID, bytes(COOKIE)), `13 0102030405060708 ${COOKIE}`],
    ['accept', writeDatagram(Kind.Accept, ID), '14 0102030405060708'],
    ['data', writeDatagram(Kind.Data, ID, bytes('c0ffee')), '15 0102030405060708 c0ffee'],
    ['empty data', writeDatagram(Kind.Data, ID), '15 0102030405060708'],
    ['ping', writeDatagram(Kind.Ping, ID), '16 0102030405060708'],
    ['pong', writeDatagram(Kind.Pong, ID), '17 0102030405060708'],
    ['close', writeClose(ID, 0x1234), '18 0102030405060708 1234'],
  ])('is laid out as documented: %s', (_, datagram, expected) => {
    expect(hex(datagram)).toBe(expected.replaceAll(' ', ''));
    expect(kindOf(datagram)).toBe(datagram[0]);
    expect(isAbout(datagram, ID)).toBe(true);
  });

  it('is as long as its answer, before the peer has shown where it is', () => {
    const challenge = writeDatagram(Kind.Challenge, ID, bytes(COOKIE));
    expect(writeHello(ID).length).toBe(challenge.length);
    expect(writeClose(ID, 25).length).toBeLessThan(challenge.length);
  });

  it('names sessions by 64 bits, of which any may be set', () => {
    const id = { idHigh: -1, idLow: -(2 ** 31) };
    const datagram = writeDatagram(Kind.Ping, id);
    expect(hex(datagram)).toBe('16ffffffff80000000');
    expect(sessionIdOf(datagram)).toEqual(id);
    expect(isAbout(datagram, { idHigh: -1, idLow: 0 })).toBe(false);
    expect(isAbout(datagram, { idHigh: 0, idLow: -(2 ** 31) })).toBe(false);
  });

  it('is read from a part of a larger buffer', () => {
    const datagram = bytes('ffff 15 0102030405060708 c0ffee ff').subarray(2, 14);
    expect(kindOf(datagram)).toBe(Kind.Data);
    expect(hex(payloadOf(datagram))).toBe('c0ffee');
    expect(closeCodeOf(bytes('18 0102030405060708 ff19'))).toBe(0xff19);
  });
});

describe('kindOf', () => {
  it('knows no empty datagram', () => {
    expect(kindOf(new Uint8Array(0))).toBeUndefined();
  });

  it.each([
    ['hello', writeHello(ID)],
    ['challenge', writeDatagram(Kind.Challenge, ID, bytes(COOKIE))],
    ['open', writeDatagram(Kind.Open, ID, bytes(COOKIE))],
    ['accept', writeDatagram(Kind.Accept, ID)],
    ['ping', writeDatagram(Kind.Ping, ID)],
    ['pong', writeDatagram(Kind.Pong, ID)],
    ['close', writeClose(ID, 0)],
  ])('knows no %s that is cut anywhere, or has a byte too many', (_, whole) => {
    for (let length = 0; length < whole.length; length++) {
      expect(kindOf(whole.subarray(0, length))).toBeUndefined();
    }
    expect(kindOf(Buffer.concat([whole, Buffer.of(0)]))).toBeUndefined();
  });

  it('knows no data that is cut within its header', () => {
    const whole = writeDatagram(Kind.Data, ID, bytes('01'));
    for (let length = 0; length < 9; length++) {
      expect(kindOf(whole.subarray(0, length))).toBeUndefined();
    }
    expect(kindOf(whole.subarray(0, 9))).toBe(Kind.Data);
  });

  it('knows no other version and no other kind', () => {
    const firsts = Array.from({ length: 256 }, (_, first) => first);
    const known = firsts.filter((first) => {
      const lengths = [9, 11, 25].map((length) => new Uint8Array(length).fill(first, 0, 1));
      return lengths.some((datagram) => kindOf(datagram) !== undefined);
    });
    expect(known).toEqual(Object.values(Kind));
  });
});
