import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '@net/core';
import { ByteQueue } from '@net/core/extend';
import { LengthField } from '../src/length-field.ts';
import { bytesOf, codeOf, countCopiedBytes, framesOf, hexOf, trickle } from './wire.ts';

describe('LengthField', () => {
  it('waits when nothing has come', () => {
    expect(framerOf(16).decode(new ByteQueue())).toBeUndefined();
  });

  it('cuts header and body from a stream that is split at every byte', () => {
    const stream = bytesOf('aabb 00000002 cc 6869  aabb 00000000 cc');
    expect(framesOf(framerOf(16), trickle(stream)).map(hexOf)).toEqual([
      'aabb00000002cc6869',
      'aabb00000000cc',
    ]);
  });

  it('waits for a header that goes on behind its length', () => {
    expect(framesOf(framerOf(16), [bytesOf('aabb 00000000')])).toEqual([]);
  });

  it('refuses a length over the limit on the last byte of the length', () => {
    const framer = framerOf(16);
    const input = new ByteQueue();
    input.push(bytesOf('aabb ffffff'));
    expect(framer.decode(input)).toBeUndefined();
    input.push(bytesOf('ff'));
    expect(() => framer.decode(input)).toThrow(
      'a frame of 4294967295 bytes is over the limit of 16',
    );
  });

  it('takes the limit and refuses one more', () => {
    expect(codeOf(() => framesOf(framerOf(16), [bytesOf('aabb 00000010')]))).toBe('nothing thrown');
    expect(codeOf(() => framesOf(framerOf(16), [bytesOf('aabb 00000011')]))).toBe(
      'FRAME_TOO_LARGE',
    );
  });

  it('reads the length without a sign', () => {
    const framer = framerOf(2 ** 32 - 1);
    expect(framesOf(framer, [bytesOf('aabb 80000000 cc'), bytesOf('00')])).toEqual([]);
    expect(framesOf(framer, [bytesOf('aabb ffffffff cc'), bytesOf('00')])).toEqual([]);
  });

  it('never goes on after an error', () => {
    const framer = framerOf(16);
    const input = new ByteQueue();
    input.push(bytesOf('aabb 00000011 cc'));
    expect(codeOf(() => framer.decode(input))).toBe('FRAME_TOO_LARGE');
    input.push(bytesOf('aabb 00000000 cc'));
    expect(codeOf(() => framer.decode(input))).toBe('FRAME_TOO_LARGE');
  });

  it('does work in proportion to the bytes of a frame that comes byte by byte', () => {
    const stream = new Uint8Array(7 + 0x10000);
    stream.set([0, 0, 0, 1, 0, 0, 0]);
    let frames: Uint8Array[] = [];
    const copied = countCopiedBytes(() => {
      frames = framesOf(framerOf(0x10000), trickle(stream));
    });
    expect(frames.map((frame) => frame.length)).toEqual([stream.length]);
    expect(copied).toBeLessThan(4 * stream.length);
  });

  it('writes nothing of its own', () => {
    const framer = framerOf(16);
    const out = new ByteWriter();
    framer.begin(out);
    out.writeUint8(0x61);
    framer.end(out, 0);
    expect(hexOf(out.take())).toBe('61');
  });
});

/** `tag(2) bodyBytes(4) tag(1) body` */
function framerOf(maxBodyBytes: number): LengthField {
  return new LengthField({ headerBytes: 7, lengthAt: 2, maxBodyBytes });
}
