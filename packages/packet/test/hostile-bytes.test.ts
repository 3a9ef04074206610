import { describe, expect, it } from '@jest/globals';
import { ByteQueue, type Framer } from '@net/core/extend';
import * as fc from 'fast-check';
import { packets, turbo } from '../src/index.ts';
import { protocols, type Sample, samples } from './formats.ts';
import {
  bytesOf,
  codeOf,
  codeOfReceiving,
  countCopiedBytes,
  encode,
  headerOf,
  receive,
  trickle,
} from './wire.ts';

describe('every protocol', () => {
  it('answers random bytes with messages or a NetError, on every kind of connection', () => {
    const kinds = fc.constantFrom('stream' as const, 'message' as const, 'datagram' as const);
    fc.assert(
      fc.property(protocols(), kinds, fc.array(smallBytes()), (protocol, kind, chunks) => {
        expect(CODES).toContain(codeOf(() => receive(protocol, kind, chunks)));
      }),
      { numRuns: 2000 },
    );
  });

  it('answers a stream with any bit flipped with messages or a NetError', () => {
    fc.assert(
      fc.property(samples(), (sample) => {
        const { protocol } = sample;
        const codes = flipped(streamOf(sample)).map((stream) =>
          codeOf(() => receive(protocol, 'stream', [stream])),
        );
        expect(codes.filter((code) => !CODES.includes(code))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('cuts nothing more from a stream after an error', () => {
    fc.assert(
      fc.property(samples(), (sample) => {
        const { protocol } = sample;
        const codes = flipped(streamOf(sample)).map((stream) =>
          framerCode(protocol.createFramer('stream')!, stream),
        );
        expect(codes).not.toContain(AGAIN);
      }),
      { numRuns: 30 },
    );
  });
});

describe('packets', () => {
  it('refuses every disagreement of Length and BodyLen', () => {
    const lengths = fc.tuple(fc.nat(1000), fc.nat(2000));
    fc.assert(
      fc.property(lengths, ([length, bodyBytes]) => {
        fc.pre(length !== 19 + bodyBytes);
        const frame = Buffer.alloc(4 + Math.max(length, 19));
        frame.writeUInt32BE(length, 0);
        frame.writeUInt32BE(bodyBytes, 4 + 15);
        expect(codeOfReceiving(packets(), 'stream', frame.toString('hex'))).toBe(
          'FRAME_LENGTH_MISMATCH',
        );
      }),
    );
  });

  it('lets every command pass: unknown ones are for the router', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (type) => {
        const frame = Buffer.alloc(4 + 19);
        frame.writeUInt32BE(19, 0);
        frame.writeUInt8(type & 0xff, 4 + 4);
        frame.writeUInt32BE(type >>> 8, 4 + 7);
        expect(receive(packets(), 'stream', [frame])[0]?.type).toBe(type);
      }),
    );
  });

  it('does work in proportion to what came of a frame that says it is long', () => {
    const sent = trickle(bytesOf(`00100013 ${'00'.repeat(19)}`));
    const copied = countCopiedBytes(() => {
      expect(receive(packets(), 'stream', sent)).toEqual([]);
    });
    expect(copied).toBeLessThan(100);
  });
});

describe('turbo', () => {
  it('holds no more memory for a frame than came with it', () => {
    const body = new Uint8Array(20_000);
    const frame = encode(turbo(), 'stream', headerOf(), body);
    const [message] = receive(turbo(), 'stream', trickle(frame));
    expect(message?.body.length).toBe(body.length);
    expect(message?.body.buffer.byteLength).toBeLessThan(4 * body.length);
  });
});

/** The code that the framer ends with, which it must go on ending with. */
function framerCode(framer: Framer, stream: Uint8Array): string {
  const input = new ByteQueue();
  input.push(stream);
  const code = codeOf(() => {
    for (let bytes = framer.decode(input); bytes !== undefined; bytes = framer.decode(input)) {
      input.skip(bytes + framer.trailerBytes);
    }
  });
  return codeOf(() => framer.decode(input)) === code ? code : AGAIN;
}

function streamOf({ protocol, packets }: Sample): Uint8Array {
  return Uint8Array.from(
    Buffer.concat(packets.map((each) => encode(protocol, 'stream', each.header, each.body))),
  );
}

/** `bytes` once for each of its bits, with that bit flipped. */
function flipped(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length * 8 }, (_, bit) => flip(bytes, bit));
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[bit >>> 3]! ^= 0x80 >>> (bit & 7);
  return flipped;
}

/** Many of them small numbers, so that lengths are often met. */
function smallBytes(): fc.Arbitrary<Uint8Array> {
  const bytes = fc.oneof(fc.constant(0), fc.nat(32), fc.nat(255));
  return fc.array(bytes, { maxLength: 64 }).map((values) => Uint8Array.from(values));
}

const NOTHING = 'nothing thrown';
const AGAIN = 'a framer went on after an error';
const CODES = [
  NOTHING,
  'FRAME_TOO_LARGE',
  'FRAME_LENGTH_MISMATCH',
  'BAD_PACKET',
  'VERSION_UNSUPPORTED',
];
