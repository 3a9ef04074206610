import { describe, expect, it } from '@jest/globals';
import { type Codec, NetError } from '@net/core';
import { type Random, seededRandom } from '@net/testing';
import { protobuf } from '../src/es.ts';
import { GOLDEN } from './fixtures/golden.ts';
import { net } from './fixtures/kitchen-static.js';
import { KitchenSchema } from './fixtures/kitchen_pb.js';
import { typeFrom, typeOf } from './kitchen.ts';

const budgetMs = 50;
const CODECS: readonly [string, Codec<object>][] = [
  ['a reflected type', protobuf<object>(typeOf('Kitchen'))],
  ['a static class', protobuf(net.test.Kitchen, { int64: 'bigint' }) as Codec<object>],
  ['a schema of protobuf-es', protobuf(KitchenSchema) as Codec<never>],
];

/** How long `decode` takes, whether it likes the bytes or not; anything but a NetError fails. */
function timeOf(codec: Codec<object>, bytes: Uint8Array): number {
  const startMs = performance.now();
  try {
    codec.decode(bytes);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
  }
  return performance.now() - startMs;
}

/** The best of a few runs: five where the machine is quiet, more where it is not and one is late. */
function bestTimeOf(codec: Codec<object>, bytes: Uint8Array): number {
  let best = Infinity;
  for (let run = 0; run < 5 || (run < 25 && best > budgetMs); run++) {
    best = Math.min(best, timeOf(codec, bytes));
  }
  return best;
}

function mutated(seed: Uint8Array, random: Random): Uint8Array {
  const bytes = new Uint8Array(seed);
  for (let change = random.below(4); change >= 0 && bytes.length > 0; change--) {
    bytes[random.below(bytes.length)] = random.below(256);
  }
  return bytes.subarray(0, random.below(4) === 0 ? random.below(bytes.length + 1) : bytes.length);
}

/** Fields with a tag that the type has, and what may follow one. */
function fromFields(random: Random): Uint8Array {
  const parts: number[] = [];
  for (let field = random.below(12); field >= 0; field--) {
    const tag = (random.below(26) << 3) | random.below(8);
    parts.push(...(tag < 128 ? [tag] : [(tag & 127) | 128, tag >> 7]));
    parts.push(random.below(10), ...random.bytes(random.below(6)));
  }
  return Uint8Array.from(parts);
}

/** 256 KiB of one field after the other. */
function filled(make: (at: number) => number[]): Uint8Array {
  const bytes = new Uint8Array(262_144);
  let length = 0;
  for (let at = 0; ; at++) {
    const field = make(at);
    if (length + field.length > bytes.length) return bytes.subarray(0, length);
    bytes.set(field, length);
    length += field.length;
  }
}

/** One packed list of as many bytes as fit. */
function packed(tag: number[], byte: number): Uint8Array {
  const bytes = new Uint8Array(262_144).fill(byte);
  bytes.set([...tag, ...varint(262_144 - tag.length - 3)]);
  return bytes;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

function entry(key: number[], value: number[]): number[] {
  const inside = [...key, ...value];
  return [...varint(inside.length), ...inside];
}

describe('protobuf under fuzzing', () => {
  it('throws nothing but NetErrors and never takes long, for 300,000 inputs', () => {
    const random = seededRandom(5, 'protobuf-fuzz');
    let slow: [Codec<object>, Uint8Array][] = [];
    for (let count = 0; count < 33_400; count++) {
      const inputs = [
        random.bytes(random.below(48)),
        mutated(SEEDS[count % SEEDS.length] ?? new Uint8Array(1), random),
        fromFields(random),
      ];
      for (const [, codec] of CODECS) {
        const late = inputs.filter((bytes) => timeOf(codec, bytes) > budgetMs / 5);
        slow = slow.concat(late.map((bytes) => [codec, bytes]));
      }
    }
    expect(slow.filter(([codec, bytes]) => bestTimeOf(codec, bytes) > budgetMs)).toEqual([]);
  }, 120_000);

  it.each<[string, Uint8Array]>([
    ['empty messages', filled(() => [0x92, 1, 0])],
    ['messages that are merged', filled(() => [0x72, 0])],
    ['empty text', filled(() => [0x7a, 0])],
    ['entries of a map', filled((at) => [0x9a, 1, ...entry([0x0a, ...varint(4), ...key(at)], [])])],
    [
      'entries with 64-bit keys',
      filled((at) => [0xa2, 1, ...entry([8, ...varint(at * 7919)], [0x12, 0])]),
    ],
    ['single 64-bit integers', filled(() => [0x88, 1, 5])],
    ['packed 64-bit integers', packed([0x8a, 1], 0x7f)],
    ['packed 32-bit integers', packed([0x82, 1], 0x7f)],
    ['text', packed([0x0a], 0x61)],
    ['text of underscores', packed([0x0a], 0x5f)],
    ['groups', filled(() => [0xfb, 0x7f, 0xfc, 0x7f])],
    ['groups in groups', filled(() => [0x7b])],
  ])('takes less than 50 ms for 256 KiB of %s', (_name, bytes) => {
    for (const [, codec] of CODECS) expect(bestTimeOf(codec, bytes)).toBeLessThan(budgetMs);
  });

  it('takes less than 50 ms for messages of many lists', () => {
    const lists = Array.from({ length: 10 }, (_, at) => `repeated int32 list${at} = ${at + 2};`);
    const type = typeFrom(`message M { repeated M children = 1; ${lists.join(' ')} }`);
    const codec = protobuf<object>(type, { int64: 'bigint' });
    const bytes = filled(() => [0x0a, 0]);
    expect(bestTimeOf(codec, bytes)).toBeLessThan(budgetMs);
    expect(bestTimeOf(codec, bytes.subarray(0, 20_000))).toBeLessThan(budgetMs);
  });
});

function key(at: number): number[] {
  return [...Buffer.from(at.toString(36).padStart(4, '0'))].slice(-4);
}

const SEEDS = GOLDEN.map(([, { hex }]) => Buffer.from(hex, 'hex'));
