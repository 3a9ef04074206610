import { describe, expect, it } from '@jest/globals';
import type { Codec } from '@net/core';
import { codecContract } from '@net/testing';
import { protobuf, type ProtobufOptions } from '../src/index.ts';
import { GOLDEN } from './fixtures/golden.ts';
import { net } from './fixtures/kitchen-static.js';
import { decode, encode, errorOf, typeOf } from './kitchen.ts';

const { Chain, Kitchen, Point } = net.test;
const CLASSES = { Chain, Kitchen, Point };
const BIGINTS = { int64: 'bigint' } as const;

const INVALID = [
  '0a',
  '0aff',
  '0a05',
  '08',
  '0a01ff',
  '0f',
  '00',
  '7b',
  '7c',
  'ffffffffff01',
  '28ff',
].map((hex) => Buffer.from(hex, 'hex'));

describe('protobuf of a reflected type', () => {
  const type = typeOf('Kitchen');

  codecContract(it, protobuf<object>(type), {
    values: [
      type.create({}),
      type.create({ name: 'grüße 🎉', open: true, seats: -2, logo: Uint8Array.of(1, 2), mood: 7 }),
      type.create({
        doors: [typeOf('Point').create({ x: 1, y: -2 })],
        stock: { soup: 3 },
        stars: 0,
      }),
    ],
    invalid: INVALID,
  });

  it('takes the type of its values from the caller', () => {
    const codec: Codec<{ name: string }> = protobuf<{ name: string }>(type);
    expect(decode(codec, encode(codec, { name: 'Ada' })).name).toBe('Ada');
    const loose: Codec<Record<string, unknown>> = protobuf(type);
    expect(decode(loose, '')['seats']).toBe(0);
  });

  it.each(GOLDEN)(
    'writes and reads %s as other implementations do',
    (_name, { type, value, hex }) => {
      const codec = protobuf<object>(typeOf(type), BIGINTS);
      expect(encode(codec, value)).toBe(hex);
      expect(decode(codec, hex)).toMatchObject(value);
      const longs = protobuf<object>(typeOf(type));
      expect(encode(longs, decode(longs, hex))).toBe(hex);
    },
  );
});

describe('protobuf of a static class', () => {
  codecContract(it, protobuf(Kitchen), {
    values: [
      new Kitchen(),
      new Kitchen({ name: 'grüße 🎉', open: true, seats: -2, logo: Uint8Array.of(1, 2), mood: 7 }),
      new Kitchen({ doors: [new Point({ x: 1, y: -2 })], stock: { soup: 3 }, stars: 0 }),
    ],
    invalid: INVALID,
  });

  it('takes plain objects, and gives objects of the class', () => {
    const codec: Codec<net.test.Point.$Properties> = protobuf(Point);
    expect(encode(codec, { x: -1 })).toBe('0801');
    expect(decode(codec, '0801')).toEqual(new Point({ x: -1 }));
    const strict: Codec<net.test.Point> = protobuf<net.test.Point>(Point);
    expect(decode(strict, '').x).toBe(0);
  });

  it.each(GOLDEN)(
    'writes and reads %s as other implementations do',
    (_name, { type, value, hex }) => {
      // All of the classes take the values of their own row.
      const codec = protobuf<object>(CLASSES[type] as typeof Kitchen, BIGINTS);
      expect(encode(codec, value)).toBe(hex);
      expect(decode(codec, hex)).toMatchObject(value);
    },
  );
});

describe('protobuf with 64-bit integers', () => {
  const VALUES: readonly [string, bigint, string][] = [
    ['revenue', 2n ** 63n - 1n, '28ffffffffffffffff7f'],
    ['revenue', -(2n ** 63n), '2880808080808080808001'],
    ['visitors', 2n ** 64n - 1n, '30ffffffffffffffffff01'],
    ['visitors', 2n ** 53n + 1n, '308180808080808010'],
    ['balance', -1n, '3801'],
    ['serial', 2n ** 63n, '410000000000000080'],
    ['offset', -2n, '49feffffffffffffff'],
  ];

  it.each(VALUES)('keeps every digit of %s %d as a bigint', (name, value, hex) => {
    for (const codec of [
      protobuf<object>(typeOf('Kitchen'), BIGINTS),
      protobuf(Kitchen, BIGINTS) as Codec<object>,
    ]) {
      expect(encode(codec, { [name]: value })).toBe(hex);
      expect(decode(codec, hex)).toMatchObject({ [name]: value });
    }
  });

  it.each(VALUES)(
    'keeps every digit of %s %d as a Long, unless told otherwise',
    (name, value, hex) => {
      const codec = protobuf(typeOf('Kitchen'));
      const decoded = decode(codec, hex);
      expect(String(decoded[name])).toBe(String(value));
      expect(encode(codec, decoded)).toBe(hex);
    },
  );

  it('gives types with bigints, and every field', () => {
    const codec = protobuf(Kitchen, BIGINTS);
    const { revenue, sales, name, place, doors, founded, phone } = decode(codec, '8a010105');
    const numbers: (bigint | null | undefined)[] = [revenue, ...(sales ?? [])];
    expect(numbers).toEqual([0n, 5n]);
    expect([name, place, doors, founded, phone]).toEqual(['', null, [], undefined, undefined]);
  });

  it.each([
    ['visitors', -1n],
    ['serial', -1n],
    ['revenue', 2n ** 63n],
    ['balance', 2n ** 64n - 1n],
    ['revenue', 2n ** 64n],
    ['revenue', -(2n ** 63n) - 1n],
    ['founded', 2n ** 63n],
  ])('refuses %s %d, which is out of range', (name, value) => {
    const codec = protobuf<object>(typeOf('Kitchen'), BIGINTS);
    const error = errorOf(() => encode(codec, { [name]: value }));
    expect(error.code).toBe('ENCODE_FAILED');
    expect(error.message).toMatch(/bigint/);
    expect(errorOf(() => encode(codec, { sales: [1n, 2n ** 63n] })).code).toBe('ENCODE_FAILED');
  });

  it('refuses a bigint that it was not told of, and would write as 0', () => {
    const error = errorOf(() => encode(protobuf<object>(typeOf('Kitchen')), { revenue: 5n }));
    expect(error.code).toBe('ENCODE_FAILED');
    expect(error.message).toBe('a value is not a net.test.Kitchen: revenue: integer|Long expected');
  });
});

describe('protobuf() called wrongly', () => {
  it.each([0, -1, 1.5, NaN, Infinity])('rejects a limit of %p', (limit) => {
    for (const name of ['maxBytes', 'maxNodes']) {
      const error = errorOf(() => protobuf(typeOf('Point'), { [name]: limit }));
      expect(error.code).toBe('INVALID_OPTION');
    }
  });

  it.each<ProtobufOptions>([{ int64: 'number' as 'long' }, { maxDepth: 5 } as ProtobufOptions])(
    'rejects %j',
    (options) => {
      expect(errorOf(() => protobuf(typeOf('Point'), options)).code).toBe('INVALID_OPTION');
    },
  );

  it('rejects what is no type', () => {
    expect(() => protobuf({} as never)).toThrow(TypeError);
  });
});
