import { describe, expect, it } from '@jest/globals';
import { ByteQueue } from '@net/core/extend';
import { Delimited } from '../src/delimited.ts';
import { bytesOf, codeOf, countCopiedBytes, frame, framesOf, hexOf, trickle } from './wire.ts';

describe('Delimited', () => {
  it('waits when nothing has come', () => {
    expect(new Delimited(LINE_FEED, 10).decode(new ByteQueue())).toBeUndefined();
  });

  it('cuts a stream that is split at every byte', () => {
    const stream = bytesOf('6869 0a 0a 21 0d0a 61');
    const frames = framesOf(new Delimited(LINE_FEED, 10), trickle(stream));
    expect(frames.map(hexOf)).toEqual(['6869', '', '210d']);
  });

  it('cuts several frames from one chunk', () => {
    const frames = framesOf(new Delimited(LINE_FEED, 10), [
      bytesOf('61 0a 62 0a 63'),
      bytesOf('0a'),
    ]);
    expect(frames.map(hexOf)).toEqual(['61', '62', '63']);
  });

  it('takes a frame of the limit', () => {
    const framer = new Delimited(LINE_FEED, 3);
    expect(framesOf(framer, trickle(bytesOf('616161 0a'))).map(hexOf)).toEqual(['616161']);
  });

  it('refuses one byte more, with or without a delimiter behind it', () => {
    const framer = new Delimited(LINE_FEED, 3);
    expect(codeOf(() => framesOf(framer, [bytesOf('61616161')]))).toBe('FRAME_TOO_LARGE');
    expect(codeOf(() => framesOf(framer, [bytesOf('61616161 0a')]))).toBe('FRAME_TOO_LARGE');
    expect(() => framesOf(framer, [bytesOf('61616161')])).toThrow(
      'a frame of 4 bytes is over the limit of 3',
    );
  });

  it('never goes on after an error', () => {
    const framer = new Delimited(LINE_FEED, 3);
    const input = new ByteQueue();
    input.push(bytesOf('61616161'));
    expect(codeOf(() => framer.decode(input))).toBe('FRAME_TOO_LARGE');
    input.push(bytesOf('0a 62 0a'));
    expect(codeOf(() => framer.decode(input))).toBe('FRAME_TOO_LARGE');
  });

  it('searches every byte once, though they come one by one', () => {
    const input = new CountingQueue();
    const length = 0x10000;
    const framer = new Delimited(LINE_FEED, length);
    const copied = countCopiedBytes(() => {
      for (let sent = 0; sent < length; sent++) {
        input.push(Uint8Array.of(0x61));
        framer.decode(input);
      }
    });
    input.push(bytesOf('0a'));
    expect(framer.decode(input)).toBe(length);
    expect(input.searched).toBe(length + 1);
    expect(copied).toBeLessThan(4 * length);
  });

  it('searches from the start again for the next frame', () => {
    const frames = framesOf(new Delimited(LINE_FEED, 10), [bytesOf('616161'), bytesOf('0a 62 0a')]);
    expect(frames.map(hexOf)).toEqual(['616161', '62']);
  });

  it('refuses to write a frame that holds the delimiter', () => {
    const framer = new Delimited(LINE_FEED, 10);
    expect(codeOf(() => frame(framer, bytesOf('61 0a 62')))).toBe('ENCODE_FAILED');
    expect(() => frame(framer, bytesOf('61 0a'))).toThrow('byte 1 of a frame is its delimiter');
  });

  it('writes the delimiter behind the frame', () => {
    expect(hexOf(frame(new Delimited(LINE_FEED, 10), bytesOf('6869')))).toBe('68690a');
  });
});

/** Counts the bytes it is asked to search. */
class CountingQueue extends ByteQueue {
  searched = 0;

  override indexOf(byte: number, from = 0): number {
    this.searched += this.length - from;
    return super.indexOf(byte, from);
  }
}

const LINE_FEED = 0x0a;
