import { describe, expect, it } from '@jest/globals';
import { ByteQueue } from '@net/core/extend';
import { VarintPrefixed } from '../src/varint-prefixed.ts';
import { bytesOf, codeOf, frame, framesOf, hexOf, trickle } from './wire.ts';

describe('VarintPrefixed', () => {
  it('waits when nothing has come', () => {
    expect(new VarintPrefixed(0, 100).decode(new ByteQueue())).toBeUndefined();
  });

  it('cuts a stream that is split at every byte', () => {
    const stream = Buffer.concat([
      bytesOf('02 6869 00 ac02'),
      Buffer.alloc(300, 'a'),
      bytesOf('01 21'),
    ]);
    const frames = framesOf(new VarintPrefixed(0, 300), trickle(stream)).map(hexOf);
    expect(frames).toEqual(['6869', '', '61'.repeat(300), '21']);
  });

  it('reads a length that is padded with zero bits', () => {
    const framer = new VarintPrefixed(0, 300);
    expect(framesOf(framer, [bytesOf('82 80 80 80 00 6869')]).map(hexOf)).toEqual(['6869']);
  });

  it('refuses a length that goes on behind its fifth byte', () => {
    const framer = new VarintPrefixed(0, 300);
    const input = new ByteQueue();
    input.push(bytesOf('80 80 80 80'));
    expect(framer.decode(input)).toBeUndefined();
    input.push(bytesOf('80'));
    expect(codeOf(() => framer.decode(input))).toBe('FRAME_TOO_LARGE');
    expect(() => framer.decode(input)).toThrow('the length of a frame takes more than 5 bytes');
  });

  it('takes the limit and refuses one more, at every boundary of the length', () => {
    const wrong = BOUNDARIES.filter(([limit, at, over]) => {
      const framer = new VarintPrefixed(0, limit);
      return (
        codeOf(() => framesOf(framer, [bytesOf(at)])) !== 'nothing thrown' ||
        codeOf(() => framesOf(framer, [bytesOf(over)])) !== 'FRAME_TOO_LARGE'
      );
    });
    expect(wrong).toEqual([]);
  });

  it('refuses a length under the minimum', () => {
    const framer = new VarintPrefixed(4, 300);
    expect(codeOf(() => framesOf(framer, [bytesOf('03')]))).toBe('FRAME_LENGTH_MISMATCH');
  });

  it('writes the shortest length at every boundary', () => {
    const written = [0, 127, 128, 16_383, 16_384].map((bytes) => {
      const payload = sampleOf(bytes);
      const framed = frame(new VarintPrefixed(0, 20_000), payload);
      expect(Buffer.compare(framed.subarray(framed.length - bytes), payload)).toBe(0);
      return hexOf(framed.subarray(0, framed.length - bytes));
    });
    expect(written).toEqual(['00', '7f', '8001', 'ff7f', '808001']);
  });

  it('refuses to write a frame over the limit', () => {
    const framer = new VarintPrefixed(0, 3);
    expect(codeOf(() => frame(framer, bytesOf('61616161')))).toBe('MESSAGE_TOO_LARGE');
  });
});

function sampleOf(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => at);
}

/** A limit, the length that says it, the length that says one more. */
const BOUNDARIES: readonly (readonly [number, string, string])[] = [
  [126, '7e', '7f'],
  [127, '7f', '8001'],
  [128, '8001', '8101'],
  [16_383, 'ff7f', '808001'],
  [16_384, '808001', '818001'],
  [2 ** 31 - 1, 'ffffffff07', '8080808008'],
  [2 ** 31, '8080808008', '8180808008'],
  [2 ** 32 - 2, 'feffffff0f', 'ffffffff0f'],
  [2 ** 32 - 1, 'ffffffff0f', '8080808010'],
  [2 ** 32 - 1, 'ffffffff0f', 'ffffffff7f'],
];
