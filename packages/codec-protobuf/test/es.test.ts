import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import type { Codec } from '@net/core';
import { codecContract } from '@net/testing';
import { protobuf } from '../src/es.ts';
import {
  type Chain,
  ChainSchema,
  type Kitchen,
  KitchenSchema,
  Mood,
  PointSchema,
} from './fixtures/kitchen_pb.js';
import { GOLDEN } from './fixtures/golden.ts';
import { net } from './fixtures/kitchen-static.js';
import { decode, encode, errorOf, typeOf } from './kitchen.ts';

const kitchens = protobuf(KitchenSchema);
const SCHEMAS = { Chain: ChainSchema, Kitchen: KitchenSchema, Point: PointSchema };

function kitchen(values: MessageInitShape<typeof KitchenSchema>): Kitchen {
  return create(KitchenSchema, values);
}

/** The fields of a golden value as protobuf-es has them. */
function withOneof(value: { readonly extension?: bigint }): object {
  const { extension, ...fields } = value;
  if (extension === undefined) return fields;
  return { ...fields, contact: { case: 'extension', value: extension } };
}

function codeOf(run: () => unknown): string {
  return errorOf(run).code;
}

describe('protobuf of a schema of protobuf-es', () => {
  codecContract(it, kitchens, {
    values: [
      kitchen({}),
      kitchen({
        name: 'grüße 🎉',
        open: true,
        seats: -2,
        logo: Uint8Array.of(1, 2),
        mood: Mood.GRIM,
      }),
      kitchen({ revenue: -1n, visitors: 2n ** 64n - 1n, sales: [2n ** 53n + 1n], founded: 0n }),
      kitchen({
        doors: [{ x: 1, y: -2 }],
        stock: { soup: 3 },
        contact: { case: 'phone', value: 'x' },
      }),
    ],
    invalid: ['0a', '0aff', '0a05', '08', '0a01ff', '0f', '00', '7b', '7c', 'ffffffffff01'].map(
      (hex) => Buffer.from(hex, 'hex'),
    ),
  });

  it('gives the types of the schema', () => {
    const codec: Codec<Kitchen> = kitchens;
    const revenue: bigint = decode(codec, '2805').revenue;
    expect(revenue).toBe(5n);
  });

  it.each(GOLDEN)(
    'writes and reads %s as other implementations do',
    (_name, { type, value, hex }) => {
      const codec: Codec<object> = protobuf(SCHEMAS[type]) as Codec<never>;
      const decoded = decode(codec, hex);
      expect(encode(codec, decoded)).toBe(hex);
      expect(decoded).toMatchObject(withOneof(value));
    },
  );

  it('takes types of protobufjs too', () => {
    expect(encode(protobuf<object>(typeOf('Point')), { x: -1 })).toBe('0801');
    expect(encode(protobuf(net.test.Point), { x: -1 })).toBe('0801');
    expect(encode(protobuf(net.test.Kitchen, { int64: 'bigint' }), { revenue: 1n })).toBe('2801');
  });

  it.each([
    ['an overlong slash as text', '0a02c0af'],
    ['a length of which nothing is there', '0affffffff07'],
    ['a packed list that is cut', '820102ff'],
    ['a group that never ends', '7b'],
  ])('refuses %s', (_name, hex) => {
    const error = errorOf(() => decode(kitchens, hex));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe(`a body of ${hex.length / 2} bytes is not a net.test.Kitchen`);
  });

  it('refuses messages that nest deeper than 100', () => {
    let hex = '';
    for (let level = 1; level < 60; level++) {
      hex = `0a${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;
    }
    expect(decode(protobuf(ChainSchema), hex)).toBeInstanceOf(Object);
    expect(codeOf(() => decode(kitchens, 'fb7f'.repeat(10_000)))).toBe('DEPTH_EXCEEDED');
    const cyclic: Chain = create(ChainSchema, {});
    cyclic.next = cyclic;
    expect(codeOf(() => encode(protobuf(ChainSchema), cyclic))).toBe('DEPTH_EXCEEDED');
  });

  it.each([
    ['empty messages', '920100'],
    ['empty text', '7a00'],
    ['entries of a map', '9a0100'],
    ['entries with messages', 'a2010512030a0100'],
    ['fields that it does not know', 'f87f01'],
  ])('refuses 256 KiB of %s', (_name, hex) => {
    const body = Buffer.alloc(262_144 - (262_144 % (hex.length / 2)), hex, 'hex');
    expect(codeOf(() => kitchens.decode(body))).toBe('NODES_EXCEEDED');
    expect(codeOf(() => kitchens.decode(Buffer.alloc(262_145)))).toBe('MESSAGE_TOO_LARGE');
  });

  it('counts fields of messages that hold themselves', () => {
    const codec = protobuf(ChainSchema, { maxNodes: 3 });
    expect(decode(codec, '0a040a021001').next?.next?.value).toBe(1);
    expect(codeOf(() => decode(codec, '0a060a0410011001'))).toBe('NODES_EXCEEDED');
  });

  it('drops fields that it does not know', () => {
    expect(encode(kitchens, decode(kitchens, '0a0161f83f7bfa3f0161'))).toBe('0a0161');
  });

  it('refuses a map with the key __proto__', () => {
    const entry = `9a010d0a09${Buffer.from('__proto__').toString('hex')}1005`;
    expect(codeOf(() => decode(kitchens, entry))).toBe('FORBIDDEN_KEY');
  });

  it('refuses values that are no message of the schema', () => {
    const values: unknown[] = [null, undefined, 5, {}, { name: 'a' }, create(PointSchema, {})];
    for (const value of values) {
      // Programs without types can pass anything.
      const error = errorOf(() => encode(kitchens, value as Kitchen));
      expect(error.code).toBe('ENCODE_FAILED');
      expect(error.message).toBe('a value is not a net.test.Kitchen: make it with create()');
    }
  });

  it('refuses numbers that are out of range', () => {
    const wrong: object[] = [{ seats: 2 ** 31 }, { visitors: -1n }, { revenue: 2n ** 63n }];
    for (const fields of wrong) {
      const value = Object.assign(kitchen({}), fields);
      expect(codeOf(() => encode(kitchens, value))).toBe('ENCODE_FAILED');
    }
  });

  it('refuses more bytes than the limit, and options that make no sense', () => {
    const codec = protobuf(KitchenSchema, { maxBytes: 4 });
    expect(encode(codec, kitchen({ name: 'ab' }))).toBe('0a026162');
    expect(codeOf(() => encode(codec, kitchen({ name: 'abc' })))).toBe('MESSAGE_TOO_LARGE');
    expect(codeOf(() => protobuf(KitchenSchema, { int64: 'long' }))).toBe('INVALID_OPTION');
    expect(codeOf(() => protobuf(KitchenSchema, { maxNodes: 0 }))).toBe('INVALID_OPTION');
  });
});
