import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ByteWriter, type Codec, NetError } from '@net/core';
import { type Random, seededRandom } from '@net/testing';
import { fields, struct } from '../src/index.ts';
import { putVarint, varintBytes } from '../src/varint.ts';
import { SAMPLE, Sample } from './sample.ts';
import { codeOf, encode, fromHex } from './support.ts';

const { bytes, f32, list, map, optional, string, u16, u32, u64, u8, union } = fields;

const Entity = struct({
  id: u32,
  x: f32,
  name: string,
  items: list(struct({ item: u16, count: u8 })),
});
const World = struct({ tick: u32, entities: list(Entity) });
const Tree = struct({
  rows: list(list(list(optional(string)))),
  maps: map(string, map(u32, bytes)),
  events: list(union('type', { a: struct({ big: u64 }), b: struct({ text: string }) })),
});
const Gonet = struct({ id: u32, names: list(string), data: bytes }, { layout: 'gonet' });

const WORLD = {
  tick: 7,
  entities: [
    { id: 1, x: 0.5, name: 'Ada', items: [{ item: 1, count: 2 }] },
    { id: 2, x: -1, name: 'grüße', items: [] },
  ],
};
const TREE = {
  rows: [[['a', undefined], []], [], [['x'.repeat(200)]]],
  maps: new Map([['k', new Map([[1, Uint8Array.of(1, 2)]])]]),
  events: [
    { type: 'a' as const, big: 1n },
    { type: 'b' as const, text: 'hi' },
  ],
};

const TARGETS: readonly (readonly [string, Codec<object>, string])[] = [
  ['a field of every kind', Sample, encode(Sample, SAMPLE)],
  ['a list of structs', World, encode(World, WORLD)],
  ['lists, maps and unions', Tree, encode(Tree, TREE)],
  [
    "the layout 'gonet'",
    Gonet,
    encode(Gonet, { id: 1, names: ['a', 'bc'], data: Uint8Array.of(1) }),
  ],
];

describe('struct under 300,000 hostile bodies', () => {
  const { stackTraceLimit } = Error;
  // Most bodies are refused, and nobody looks at these stacks.
  beforeAll(() => {
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it.each(TARGETS)('throws NetErrors only: %s, random', (name, codec) => {
    const random = seededRandom(1, name);
    const pool = random.bytes(100_000);
    for (let round = 0; round < 35_000; round += 1) {
      const start = random.below(pool.length - 64);
      survive(codec, pool.subarray(start, start + random.below(64)));
    }
  });

  it.each(TARGETS)('throws NetErrors only: %s, changed', (name, codec, hex) => {
    const random = seededRandom(2, name);
    const body = fromHex(hex);
    for (let round = 0; round < 40_000; round += 1) survive(codec, changed(body, random));
  });
});

describe('struct under the worst bodies within its limits', () => {
  it.each<readonly [string, Codec<object>, Uint8Array]>([
    ['a list of numbers', struct({ a: list(u8) }), repeated(99_998, '01')],
    ['empty lists', struct({ a: list(list(u8)) }), repeated(99_998, '00')],
    ['absent values', struct({ a: list(optional(u8)) }), repeated(49_998, '00')],
    ['empty texts', struct({ a: list(string) }), repeated(99_998, '00')],
    ['short texts', struct({ a: list(string) }), repeated(80_000, '0c 616161616161616161616161')],
    [
      'texts that are not ASCII',
      struct({ a: list(string) }),
      repeated(99_998, '09 61616161616161c3a9'),
    ],
    ['structs', struct({ a: list(struct({ b: u8 })) }), repeated(49_998, '01')],
    ['maps', struct({ a: list(map(string, u8)) }), repeated(33_330, '01 0161 00')],
    ['a text', struct({ a: string }), repeated(524_286, 'c3a9', 2)],
    ['bytes', struct({ a: bytes }), repeated(1_048_570, '00')],
  ])('takes at most 50 ms: %s', (_name, codec, body) => {
    expect(() => codec.decode(body)).not.toThrow();
    expect(bestMs(() => codec.decode(body))).toBeLessThan(50);
  });

  it('takes at most 50 ms to find that a long text is no UTF-8', () => {
    const body = repeated(1_048_570, '61');
    body[body.length - 1] = 0xff;
    const codec = struct({ a: string });
    expect(codeOf(() => codec.decode(body))).toBe('DECODE_FAILED');
    expect(bestMs(() => codeOf(() => codec.decode(body)))).toBeLessThan(50);
  });

  it('takes at most 50 ms for keys that collide', () => {
    const keys = collidingKeys(4800);
    const Counts = struct({ a: map(u32, u8) });
    const body = fromHex(encode(Counts, { a: new Map(keys.map((key) => [key, 1])) }));
    expect(Counts.decode(body).a.size).toBe(4800);
    expect(bestMs(() => survive(Counts, body))).toBeLessThan(50);
  });

  it.each<readonly [string, Codec<object>, string]>([
    ['values', struct({ a: list(u8) }), 'ffffffff0f'],
    ['structs', World, '00000000 ffffffff0f'],
    ['entries', struct({ a: map(string, u8) }), 'ffffffff0f'],
    ['bytes', struct({ a: bytes }), 'ffffffff0f'],
    ['texts', Gonet, '00000000 ffff'],
  ])('refuses a bomb of %s at its count', (_name, codec, head) => {
    const body = new Uint8Array(64 * 1024);
    body.set(fromHex(head));
    expect(codeOf(() => codec.decode(body))).toMatch(/^(DECODE_FAILED|NODES_EXCEEDED)$/);
  });
});

/** A count, and as often these bytes; the count is that of the bytes where `units` says so. */
function repeated(count: number, hex: string, units = 1): Uint8Array {
  const out = new ByteWriter();
  putVarint(count * units, out, out.reserve(varintBytes(count * units)));
  const element = fromHex(hex);
  for (let index = 0; index < count; index += 1) out.writeBytes(element);
  return out.take();
}

function survive(codec: Codec<object>, body: Uint8Array): void {
  try {
    codec.decode(body);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
  }
}

/** A copy with bytes replaced, cut off or added. */
function changed(body: Uint8Array, random: Random): Uint8Array {
  const length = random.chance(0.2) ? random.below(body.length + 8) : body.length;
  const copy = new Uint8Array(length);
  copy.set(body.subarray(0, length));
  if (length === 0) return copy;
  for (let change = random.below(4); change >= 0; change -= 1) {
    copy[random.below(length)] = random.chance(0.5)
      ? random.below(256)
      : (EDGES[random.below(8)] ?? 0);
  }
  return copy;
}

/** The best of up to 20 runs: a busy machine makes single ones slow, and must not decide. */
function bestMs(run: () => void): number {
  let best = Infinity;
  for (let round = 0; round < 20 && best >= 50; round += 1) {
    const startMs = performance.now();
    run();
    best = Math.min(best, performance.now() - startMs);
  }
  return best;
}

/** Numbers that V8's `ComputeUnseededHash` (src/numbers/hash-seed-inl.h) puts in one bucket of a Map. */
function collidingKeys(count: number): number[] {
  const keys: number[] = [];
  for (let key = 1; keys.length < count; key += 1) if ((hash(key) & 0xfff) === 7) keys.push(key);
  return keys;
}

function hash(key: number): number {
  let bits = ~key + (key << 15);
  bits ^= bits >>> 12;
  bits = (bits + (bits << 2)) | 0;
  bits ^= bits >>> 4;
  bits = imul(bits, 2057);
  return bits ^ (bits >>> 16);
}

// A look-up of `Math` costs much in a sandbox such as jest's.
const { imul } = Math;
const EDGES = [0x00, 0x01, 0x02, 0x7f, 0x80, 0x81, 0xfe, 0xff];
