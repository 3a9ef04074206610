import { describe, expect, it } from '@jest/globals';
import type { ConnectionKind } from '@net/core/extend';
import * as fc from 'fast-check';
import { gonet } from '../src/index.ts';
import { expectedOf, fieldsOf, type Sample, samples } from './formats.ts';
import { encode, headerOf, receive, trickle } from './wire.ts';

describe('every protocol', () => {
  it('reads what it wrote, however the stream is cut', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1 });
    fc.assert(
      fc.property(samples(), cuts, (sample, sizes) => {
        expect(read(sample, cutUp(streamOf(sample), sizes))).toEqual(expected(sample));
      }),
      { numRuns: 500 },
    );
  });

  it('reads what it wrote when the stream comes byte by byte', () => {
    fc.assert(
      fc.property(samples(), (sample) => {
        expect(read(sample, trickle(streamOf(sample)))).toEqual(expected(sample));
      }),
    );
  });

  it('reads what it wrote when the stream is cut in two, at every byte', () => {
    fc.assert(
      fc.property(samples(), (sample) => {
        const stream = streamOf(sample);
        const want = JSON.stringify(expected(sample));
        const wrong = Array.from(stream.keys()).filter((at) => {
          const halves = [stream.subarray(0, at), stream.subarray(at)];
          return JSON.stringify(read(sample, halves)) !== want;
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('reads the whole packets of a stream that breaks off, and waits for the rest', () => {
    fc.assert(
      fc.property(samples(), fc.nat(), (sample, end) => {
        const stream = streamOf(sample);
        const messages = read(sample, [stream.subarray(0, end % stream.length)]);
        expect(messages).toEqual(expected(sample).slice(0, messages.length));
        expect(messages.length).toBeLessThan(sample.packets.length);
      }),
    );
  });

  it('reads what it wrote as one message, or one datagram, each', () => {
    const kinds = fc.constantFrom<ConnectionKind>('message', 'datagram');
    fc.assert(
      fc.property(samples(), kinds, (sample, kind) => {
        expect(read(sample, packetsOf(sample, kind), kind)).toEqual(expected(sample));
      }),
      { numRuns: 300 },
    );
  });
});

describe('gonet without the length prefix', () => {
  it('reads what it wrote as one message each', () => {
    const protocol = gonet({ lengthPrefix: false });
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.uint8Array(), (type, body) => {
        const sample = { protocol, packets: [{ header: headerOf({ type }), body }] };
        expect(read(sample, packetsOf(sample, 'message'), 'message')).toEqual(expected(sample));
      }),
    );
  });
});

function packetsOf({ protocol, packets }: Sample, kind: ConnectionKind): Uint8Array[] {
  return packets.map(({ header, body }) => encode(protocol, kind, header, body));
}

function streamOf(sample: Sample): Uint8Array {
  return Uint8Array.from(Buffer.concat(packetsOf(sample, 'stream')));
}

function read(
  { protocol }: Sample,
  chunks: readonly Uint8Array[],
  kind: ConnectionKind = 'stream',
): object[] {
  return receive(protocol, kind, chunks).map((message) => fieldsOf(protocol, message));
}

function expected({ protocol, packets }: Sample): object[] {
  return packets.map(({ header, body }) => expectedOf(protocol, header, body));
}

/** `bytes` in chunks of these sizes, over and over, each a Buffer as Node gives it. */
function cutUp(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunks.at(-1)!.length) {
    const size = sizes[chunks.length % sizes.length]!;
    chunks.push(Buffer.from(bytes.subarray(at, at + size)));
  }
  return chunks;
}
