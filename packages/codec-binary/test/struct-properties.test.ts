import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ByteWriter, type Codec, NetError } from '@net/core';
import fc from 'fast-check';
import { fields, struct } from '../src/index.ts';
import { anyCase } from './schemas.ts';
import { encode } from './support.ts';

const { bool, bytes, i8, list, map, oneOf, optional, string, u16, u8, union, varint, zigzag } =
  fields;

const SMALL: readonly (readonly [string, Codec<object>])[] = [
  ['varints', struct({ a: varint, b: zigzag })],
  ['a text', struct({ a: string })],
  ['a list of texts', struct({ a: list(string) })],
  ['a map', struct({ a: map(i8, u8) })],
  ['options', struct({ a: optional(bool), b: optional(list(u8)) })],
  [
    'a union',
    struct({ a: union('t', { x: struct({ a: bytes }), y: struct({ b: oneOf('p', 'q') }) }) }),
  ],
  ['a number', struct({ a: optional(u16) })],
];

describe('struct of any schema', () => {
  const { stackTraceLimit } = Error;
  // Most bodies are refused, and nobody looks at these stacks.
  beforeAll(() => {
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it('gives back every value, and writes the same with and without generated code', () => {
    fc.assert(
      fc.property(anyCase({ floats: true }), ({ codec, walked, value }) => {
        const hex = encode(codec, value);
        expect(encode(walked, value)).toBe(hex);
        const body = Buffer.from(hex, 'hex');
        // Not toStrictEqual: a member called constructor confuses it.
        assert.deepStrictEqual(codec.decode(body), value);
        assert.deepStrictEqual(walked.decode(body), value);
      }),
      { numRuns: 400 },
    );
  });

  it('accepts a value in one form only, with and without generated code', () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    const changes = fc.array(change, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(anyCase({ floats: false }), changes, ({ codec, walked, value }, changes) => {
        const body = Buffer.from(encode(codec, value), 'hex');
        for (const [at, byte] of changes) body[at % (body.length + 1)] = byte;
        expect(isCanonical(codec, body)).toBe(isCanonical(walked, body));
      }),
      { numRuns: 400 },
    );
  });

  it.each(SMALL)('accepts %s in one form only, of all bodies up to 2 bytes', (_name, codec) => {
    const all = Array.from({ length: 256 }, (_, byte) => byte);
    const accepted = [[], ...all.map((a) => [a]), ...all.flatMap((a) => all.map((b) => [a, b]))];
    expect(accepted.filter((body) => isCanonical(codec, Uint8Array.from(body)))).not.toEqual([]);
  });

  it.each(SMALL)('accepts %s in one form only, of bodies of 3 telling bytes', (_name, codec) => {
    const bodies = TELLING.flatMap((a) => TELLING.flatMap((b) => TELLING.map((c) => [a, b, c])));
    expect(bodies.filter((body) => isCanonical(codec, Uint8Array.from(body)))).not.toEqual([]);
  });
});

/** Whether `body` is accepted; then it has to be what its value is written as. */
function isCanonical(codec: Codec<object>, body: Uint8Array): boolean {
  let value: object;
  try {
    value = codec.decode(body);
  } catch (error) {
    if (error instanceof NetError) return false;
    throw error;
  }
  codec.encode(value, OUT);
  const same = Buffer.compare(OUT.view(0), body) === 0;
  OUT.truncate(0);
  if (!same)
    throw new Error(`${Buffer.from(body).toString('hex')} is not what its value is written as`);
  return true;
}

const OUT = new ByteWriter();
// Where a decoder decides: flags, counts, ends of varints, the borders of UTF-8.
const TELLING = [
  0x00, 0x01, 0x02, 0x03, 0x0f, 0x10, 0x41, 0x7e, 0x7f, 0x80, 0x81, 0x82, 0x8f, 0x90, 0x9f, 0xa0,
  0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xfe, 0xff,
];
