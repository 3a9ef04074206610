import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import * as fc from 'fast-check';
import { FecDecoder } from '../src/fec-decoder.ts';
import { writeFecHeader } from '../src/fec-header.ts';
import { ReedSolomon } from '../src/reed-solomon.ts';
import { sendersWithFec } from './support/captures.ts';
import { fecPackets, toHex } from './support/fec-packets.ts';
import vectors from './vectors/kcp-go/fec-decoder.json' with { type: 'json' };

describe('FecDecoder', () => {
  it.each(vectors.cases)('rebuilds what kcp-go does: $name', ({ name, data, parity, steps }) => {
    const decoder = new FecDecoder(new ReedSolomon(data, parity));
    const otherwise = DIFFERENT.get(name);
    for (const [step, { packet, recovered = [] }] of steps.entries()) {
      const theirs = recovered.flatMap(({ frame }) => frame ?? []);
      const ours = decoder.decode(Buffer.from(packet, 'hex')).map(toHex);
      expect(ours).toEqual(otherwise?.get(step) ?? theirs);
    }
  });

  it('rebuilds what was lost of a captured conversation', () => {
    const rebuilt = sendersWithFec().flatMap(({ data, parity, datagrams }) => {
      const decoder = new FecDecoder(new ReedSolomon(data, parity));
      const lost = datagrams.filter(({ delivered }) => !delivered).map(({ plain }) => plain);
      return datagrams
        .filter(({ delivered }) => delivered)
        .flatMap(({ plain }) => decoder.decode(Buffer.from(plain, 'hex')).map(toHex))
        .map((segments) => lost.some((plain) => plain.slice(16) === segments));
    });
    expect(rebuilt.filter(Boolean).length).toBeGreaterThan(5);
    expect(rebuilt.filter((wasLost) => !wasLost)).toEqual([]);
  });

  it('gives every datagram back, once, from any packets that are enough', () => {
    const shapes = fc.record({
      dataShards: fc.integer({ min: 1, max: 12 }),
      parityShards: fc.integer({ min: 1, max: 9 }),
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
    });
    fc.assert(
      fc.property(shapes, ({ dataShards, parityShards, seed }) => {
        const random = seededRandom(seed);
        const code = new ReedSolomon(dataShards, parityShards);
        const datagrams = Array.from({ length: dataShards }, () =>
          random.bytes(1 + random.below(60)),
        );
        const order = fecPackets(code, datagrams)
          .map((packet) => ({ packet, key: random.next() }))
          .toSorted((left, right) => left.key - right.key)
          .slice(0, dataShards);
        const decoder = new FecDecoder(code);
        const got = order.flatMap(({ packet }) => {
          const isData = packet[4] === 0xf1;
          return [...(isData ? [packet.subarray(8)] : []), ...decoder.decode(packet)];
        });
        expect(got.map(toHex).toSorted()).toEqual(datagrams.map(toHex).toSorted());
        for (const { packet } of order) expect(decoder.decode(packet)).toHaveLength(0);
      }),
    );
  });

  it('rebuilds all of (10, 3) for each three packets that are lost', () => {
    const code = new ReedSolomon(10, 3);
    const datagrams = Array.from({ length: 10 }, (_, at) => seededRandom(at).bytes(30 + 7 * at));
    const packets = fecPackets(code, datagrams);
    for (const lost of threesOf(13)) {
      const decoder = new FecDecoder(code);
      const rebuilt = packets
        .filter((_, at) => !lost.includes(at))
        .flatMap((packet) => decoder.decode(packet));
      const expected = lost.filter((at) => at < 10).map((at) => datagrams[at]!);
      expect(rebuilt.map(toHex)).toEqual(expected.map(toHex));
    }
  });

  it('keeps copies, since others may write to what it was given', () => {
    const decoder = new FecDecoder(CODE);
    const [first, second, , parity] = fecPackets(CODE, DATAGRAMS);
    for (const packet of [first!, second!]) {
      expect(decoder.decode(packet)).toHaveLength(0);
      packet.fill(0xee, 8);
    }
    expect(decoder.decode(parity!).map(toHex)).toEqual(['cccc']);
  });

  it('ignores what is no packet of a group', () => {
    const decoder = new FecDecoder(CODE);
    const outOfBand = Buffer.from('fffffffff300020001020304', 'hex');
    const segments = Buffer.from('0000000051000000'.padEnd(48, '0'), 'hex');
    const beyondTheLast = Buffer.from('fffffffff1000400aaaa', 'hex');
    const notParity = Buffer.from('03000000f1000400aaaa', 'hex');
    const long = Buffer.concat([Buffer.from('00000000f100', 'hex'), Buffer.alloc(1500)]);
    const nothing = Buffer.alloc(0);
    for (const packet of [outOfBand, segments, beyondTheLast, notParity, long, nothing]) {
      expect(decoder.decode(packet)).toHaveLength(0);
    }
    expect(afterLosingTheThird(decoder, 0)).toEqual(['cccc']);
  });

  it('goes on after forged sequence ids', () => {
    const decoder = new FecDecoder(CODE);
    for (const forged of [0xfffffff0, 0x7fffffff, 0x80000000, 1_000_000]) {
      const packet = new Uint8Array(40);
      writeFecHeader(packet, 0, forged % 5 < 3 ? 'data' : 'parity', forged);
      decoder.decode(packet);
      expect(afterLosingTheThird(decoder, (forged % 1000) * 5)).toEqual(['cccc']);
    }
  });

  it('gives nothing for sizes that a forged packet makes impossible', () => {
    for (const size of ['0000', '0100', '0200', 'ffff', '0500']) {
      const decoder = new FecDecoder(new ReedSolomon(1, 1));
      const parity = Buffer.from(`01000000f200${size}aaaa`, 'hex');
      expect(decoder.decode(parity)).toHaveLength(0);
    }
    const decoder = new FecDecoder(new ReedSolomon(1, 1));
    expect(decoder.decode(Buffer.from('01000000f200', 'hex'))).toHaveLength(0);
    expect(decoder.decode(Buffer.from('03000000f2000400aaaa', 'hex')).map(toHex)).toEqual(['aaaa']);
  });

  it('holds four groups at most, those of the last packets', () => {
    const decoder = new FecDecoder(CODE);
    const groups = Array.from({ length: 5 }, (_, group) => fecPackets(CODE, DATAGRAMS, 5 * group));
    for (const [first, second] of groups) {
      decoder.decode(first!);
      decoder.decode(second!);
    }
    const parities = groups.toReversed().map(([, , , parity]) => parity!);
    expect(parities.map((parity) => decoder.decode(parity).length)).toEqual([1, 1, 1, 1, 0]);
  });

  it('survives noise, and holds no more of it than its groups have room for', () => {
    const random = seededRandom(8);
    const decoder = new FecDecoder(CODE);
    for (let round = 0; round < 20_000; round++) {
      const packet = random.bytes(random.below(64));
      if (packet.length > 5) {
        packet[4] = 0xf1 + random.below(3);
        packet[5] = 0;
        if (random.chance(0.5)) packet.fill(0, 1, 4);
      }
      for (const segments of decoder.decode(packet)) expect(segments.length).toBeLessThan(64);
    }
    expect(afterLosingTheThird(decoder, 1_000_000)).toEqual(['cccc']);
  });

  it('begins without numbers and takes those of the peer', () => {
    const decoder = new FecDecoder();
    expect(afterLosingTheThird(decoder, 0)).toEqual([]);
    for (const packet of fecPackets(CODE, [...DATAGRAMS, ...DATAGRAMS], 5)) decoder.decode(packet);
    expect(afterLosingTheThird(decoder, 15)).toEqual(['cccc']);
  });

  it('takes no numbers over 128, and no ninth pair of them', () => {
    const decoder = new FecDecoder(CODE);
    let sequence = 0;
    const tuneTo = (dataShards: number, parityShards: number) => {
      const groupSize = dataShards + parityShards;
      sequence = Math.ceil((sequence + 1) / groupSize) * groupSize - 1;
      const isData = [
        false,
        ...Array.from({ length: groupSize + 1 }, (_, at) => at % groupSize < dataShards),
      ];
      for (const type of isData) {
        const packet = new Uint8Array(10);
        writeFecHeader(packet, 0, type ? 'data' : 'parity', sequence++);
        decoder.decode(packet);
      }
    };
    tuneTo(100, 29);
    expect(afterLosingTheThird(decoder, 100_000)).toEqual(['cccc']);
    for (const dataShards of [10, 11, 12, 13, 14, 15, 16, 3, 17]) tuneTo(dataShards, 2);
    expect(afterLosingTheThird(decoder, 200_000)).toEqual(['cccc']);
  });
});

/** What is rebuilt of a group of (3, 2) at `firstSequence` without its last two packets. */
function afterLosingTheThird(decoder: FecDecoder, firstSequence: number): string[] {
  const [first, second, , parity] = fecPackets(CODE, DATAGRAMS, firstSequence);
  return [first!, second!, parity!].flatMap((packet) => decoder.decode(packet).map(toHex));
}

function threesOf(count: number): number[][] {
  const all = Array.from({ length: count }, (_, at) => at);
  return all.flatMap((a) =>
    all.slice(a + 1).flatMap((b) => all.slice(b + 1).map((c) => [a, b, c])),
  );
}

const CODE = new ReedSolomon(3, 2);
const DATAGRAMS = ['aaaa', 'bb', 'cccc'].map((hex) => Buffer.from(hex, 'hex'));

/** The datagram whose packet is missing in `expire-3-2`. */
const EXPIRED = vectors.cases
  .find(({ name }) => name === 'autotune-1-1-to-3-2')!
  .steps[2]!.packet.slice(16);

/** Where it is better not to do as kcp-go 5.6.1: what is rebuilt instead, by step. */
const DIFFERENT = new Map<string, Map<number, string[]>>([
  // It forgets packets after a minute; here they only make room for others.
  ['expire-3-2', new Map([[4, [EXPIRED]]])],
  // It rebuilds a datagram again that has arrived.
  [
    'one-one',
    new Map<number, string[]>([
      [1, []],
      [8, []],
    ]),
  ],
  // It rebuilds garbage as long as it does not know the numbers.
  ['autotune-1-1-to-3-2', new Map<number, string[]>([[3, []]])],
]);
