import { describe, expect, it } from '@jest/globals';
import { ByteQueue } from '@net/core/extend';
import { type LengthPrefix, LengthPrefixed, maxAnnounced } from '../src/length-prefixed.ts';
import { bytesOf, codeOf, countCopiedBytes, frame, framesOf, hexOf, trickle } from './wire.ts';

describe('LengthPrefixed', () => {
  it('waits when nothing has come', () => {
    expect(framerOf().decode(new ByteQueue())).toBeUndefined();
  });

  it('cuts a stream that is split at every byte', () => {
    const stream = bytesOf('00000002 6869  00000000  00000001 21');
    expect(framesOf(framerOf(), trickle(stream)).map(hexOf)).toEqual(['6869', '', '21']);
  });

  it('cuts several frames from one chunk, and leaves what is not whole', () => {
    const framer = framerOf();
    const input = new ByteQueue();
    input.push(bytesOf('00000001 61 00000001 62 00000002 63'));
    expect(hexOf(input.take(framer.decode(input)!))).toBe('61');
    expect(hexOf(input.take(framer.decode(input)!))).toBe('62');
    expect(framer.decode(input)).toBeUndefined();
    expect(input.length).toBe(5);
  });

  it('refuses a length over the limit on the last byte of the length', () => {
    const framer = framerOf({ maxFrameBytes: 1024 });
    const input = new ByteQueue();
    input.push(bytesOf('ff ff ff'));
    expect(framer.decode(input)).toBeUndefined();
    input.push(bytesOf('ff'));
    expect(() => framer.decode(input)).toThrow(
      'a frame of 4294967295 bytes is over the limit of 1024',
    );
  });

  it('refuses a length under the minimum on the last byte of the length', () => {
    const framer = framerOf({ minFrameBytes: 19 });
    expect(framesOf(framer, [bytesOf('00 00 00')])).toEqual([]);
    expect(codeOf(() => framesOf(framer, [bytesOf('00 00 00 12')]))).toBe('FRAME_LENGTH_MISMATCH');
  });

  it('takes the limit and refuses one more, at every boundary of the length', () => {
    const wrong = BOUNDARIES.filter((limit) => {
      const framer = framerOf({ maxFrameBytes: limit });
      const over = codeOf(() => framesOf(framer, [lengthOf(limit + 1)]));
      const at = codeOf(() => framesOf(framer, [lengthOf(limit)]));
      return over !== 'FRAME_TOO_LARGE' || at !== 'nothing thrown';
    });
    expect(wrong).toEqual([]);
  });

  it('waits for the longest frame that the length can say', () => {
    const framer = framerOf({ maxFrameBytes: 2 ** 32 - 1 });
    expect(framesOf(framer, [bytesOf('ff ff ff ff 00')])).toEqual([]);
  });

  it('never goes on after an error', () => {
    const framer = framerOf({ maxFrameBytes: 8 });
    const input = new ByteQueue();
    input.push(bytesOf('00000009'));
    expect(codeOf(() => framer.decode(input))).toBe('FRAME_TOO_LARGE');
    input.push(bytesOf('00000001 61'));
    expect(codeOf(() => framer.decode(input))).toBe('FRAME_TOO_LARGE');
  });

  it('does work in proportion to the bytes of a frame that comes byte by byte', () => {
    const length = 1024 * 1024;
    const input = new ByteQueue();
    const framer = framerOf({ maxFrameBytes: length });
    input.push(lengthOf(length));
    let payloadBytes: number | undefined;
    const copied = countCopiedBytes(() => {
      for (let sent = 0; sent < length; sent++) {
        expectNothing(payloadBytes);
        input.push(Uint8Array.of(sent));
        payloadBytes = framer.decode(input);
      }
    });
    expect(payloadBytes).toBe(length);
    expect(copied).toBeLessThan(4 * length);
    expect(input.take(length).buffer.byteLength).toBeLessThan(4 * length);
  });

  it('writes what it reads, in every width and order', () => {
    const prefixes: Partial<LengthPrefix>[] = [
      { bytes: 1, maxFrameBytes: 255 },
      { bytes: 2, maxFrameBytes: 65_535 },
      { bytes: 2, maxFrameBytes: 65_535, littleEndian: true },
      { bytes: 4 },
      { bytes: 4, littleEndian: true },
    ];
    const written = prefixes.map((prefix) => hexOf(frame(framerOf(prefix), bytesOf('6869'))));
    expect(written).toEqual(['026869', '00026869', '02006869', '000000026869', '020000006869']);
    const read = prefixes.map((prefix, index) =>
      framesOf(framerOf(prefix), [bytesOf(written[index]!)]).map(hexOf),
    );
    expect(read.flat()).toEqual(Array(5).fill('6869'));
  });
});

describe('LengthPrefixed that counts its own field', () => {
  it('adds the field to the length', () => {
    const framer = framerOf({ bytes: 2, includesItself: true, maxFrameBytes: 65_533 });
    expect(hexOf(frame(framer, bytesOf('6869')))).toBe('00046869');
    expect(framesOf(framer, [bytesOf('0004 6869 0002')]).map(hexOf)).toEqual(['6869', '']);
  });

  it('refuses a length that is shorter than the field', () => {
    const framer = framerOf({ bytes: 2, includesItself: true, maxFrameBytes: 65_533 });
    expect(codeOf(() => framesOf(framer, [bytesOf('0001')]))).toBe('FRAME_LENGTH_MISMATCH');
    expect(codeOf(() => framesOf(framer, [bytesOf('0000')]))).toBe('FRAME_LENGTH_MISMATCH');
  });
});

describe('LengthPrefixed.end', () => {
  it('refuses to write a frame over the limit', () => {
    const framer = framerOf({ maxFrameBytes: 3 });
    expect(hexOf(frame(framer, bytesOf('616161')))).toBe('00000003616161');
    expect(codeOf(() => frame(framer, bytesOf('61616161')))).toBe('MESSAGE_TOO_LARGE');
  });
});

describe('maxAnnounced', () => {
  it('is what fills every bit of the field', () => {
    expect(maxAnnounced(1, false)).toBe(255);
    expect(maxAnnounced(2, false)).toBe(65_535);
    expect(maxAnnounced(4, false)).toBe(4_294_967_295);
  });

  it('leaves the field itself out when it is counted', () => {
    expect(maxAnnounced(1, true)).toBe(254);
    expect(maxAnnounced(4, true)).toBe(4_294_967_291);
  });
});

function framerOf(prefix: Partial<LengthPrefix> = {}): LengthPrefixed {
  return new LengthPrefixed({
    bytes: 4,
    littleEndian: false,
    includesItself: false,
    minFrameBytes: 0,
    maxFrameBytes: 1024 * 1024,
    ...prefix,
  });
}

function lengthOf(length: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

function expectNothing(payload: number | undefined): void {
  if (payload !== undefined) throw new Error('a frame came before its last byte');
}

const BOUNDARIES = [7, 8, 15, 16, 31]
  .flatMap((bits) => [2 ** bits - 1, 2 ** bits, 2 ** bits + 1])
  .concat(2 ** 32 - 2);
