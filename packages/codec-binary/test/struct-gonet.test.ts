import { describe, expect, it } from '@jest/globals';
import { type Field, fields, struct } from '../src/index.ts';
import { codeOf, decode, encode } from './support.ts';

const { array, bool, bytes, f32, f64, i16, i32, i64, list, map } = fields;
const { oneOf, optional, string, u16, u32, u64, u8, union, varint, varint64, zigzag } = fields;

const GONET = { layout: 'gonet' } as const;

// What github.com/davyxu/goobjfmt, gonet's binary codec, writes for the Go structs of these types.
describe("struct in the layout 'gonet'", () => {
  it('writes numbers and a text as gonet does', () => {
    const Position = struct({ x: i32, y: i32, z: i32, name: string }, GONET);
    const hex = '04000000 00000000 ffffffff 0500 68656c6c6f'.replaceAll(' ', '');
    const value = { x: 4, y: 0, z: -1, name: 'hello' };
    expect(encode(Position, value)).toBe(hex);
    expect(decode(Position, hex)).toStrictEqual(value);
  });

  it('writes numbers of every width as gonet does', () => {
    const Widths = struct({ a: bool, b: u8, c: i16, d: u32, e: i64 }, GONET);
    const hex = '01 ff feff 01000000 ffffffffffffffff'.replaceAll(' ', '');
    const value = { a: true, b: 255, c: -2, d: 1, e: -1n };
    expect(encode(Widths, value)).toBe(hex);
    expect(decode(Widths, hex)).toStrictEqual(value);
  });

  it('writes floats as gonet does', () => {
    const Floats = struct({ a: f32, b: f64 }, GONET);
    const hex = '0000c03f 00000000000004c0'.replaceAll(' ', '');
    expect(encode(Floats, { a: 1.5, b: -2.5 })).toBe(hex);
    expect(decode(Floats, hex)).toStrictEqual({ a: 1.5, b: -2.5 });
  });

  it('writes bytes as gonet does', () => {
    const Bytes = struct({ data: bytes }, GONET);
    expect(encode(Bytes, { data: Uint8Array.of(1, 0x22) })).toBe('02000122');
    expect(decode(Bytes, '02000122')).toStrictEqual({ data: Uint8Array.of(1, 0x22) });
  });

  it('writes slices as gonet does', () => {
    const Slice = struct({ list: list(i32) }, GONET);
    expect(encode(Slice, { list: [1, 2] })).toBe('02000100000002000000');
    expect(decode(Slice, '02000100000002000000')).toStrictEqual({ list: [1, 2] });
  });

  it('writes nested structs as gonet does', () => {
    const Outer = struct({ in: struct({ a: u8, b: string }) }, GONET);
    expect(encode(Outer, { in: { a: 7, b: 'x' } })).toBe('07010078');
    expect(decode(Outer, '07010078')).toStrictEqual({ in: { a: 7, b: 'x' } });
  });

  it('reads the zeros that gonet leaves behind lists', () => {
    // gonet makes 16 bytes of room for each text, of which ["a"] takes 3.
    const Texts = struct({ texts: list(string), end: u16 }, GONET);
    const value = { texts: ['a'], end: 9 };
    expect(decode(Texts, `0100 0100 61 0900 ${'00'.repeat(13)}`)).toStrictEqual(value);
    expect(encode(Texts, value)).toBe('01000100610900');
  });

  it('reads nothing else behind the value', () => {
    const One = struct({ a: u8 }, GONET);
    expect(codeOf(() => decode(One, '010001'))).toBe('DECODE_FAILED');
  });

  it('refuses the empty body that gonet takes for a struct of zeros', () => {
    expect(codeOf(() => decode(struct({ a: u8 }, GONET), ''))).toBe('DECODE_FAILED');
  });

  it('refuses lengths beyond the body, which gonet panics at', () => {
    for (const field of [string, bytes, list(i32)]) {
      const codec = struct<{ a: Field<unknown> }>({ a: field }, GONET);
      expect(codeOf(() => decode(codec, 'ffff61'))).toBe('DECODE_FAILED');
    }
  });

  it('refuses lists over 65,535, whose count gonet would cut off', () => {
    const Long = struct({ list: list(u8) }, GONET);
    const many = Array.from({ length: 65_536 }, () => 1);
    expect(codeOf(() => encode(Long, { list: many }))).toBe('ENCODE_FAILED');
    expect(encode(Long, { list: many.slice(1) }).slice(0, 6)).toBe('ffff01');
  });

  it.each<[string, Field<unknown>]>([
    ['array()', array(u8, 2)],
    ['map()', map(u8, u8)],
    ['oneOf()', oneOf('a')],
    ['optional()', optional(u8)],
    ['union()', union('type', { a: struct({}) })],
    ['varint', varint],
    ['varint', zigzag],
    ['varint64', varint64],
  ])('refuses %s, which gonet has not', (name, field) => {
    expect(() => struct({ a: list(field) }, GONET)).toThrow(
      new TypeError(`a[]: layout 'gonet' has no ${name}`),
    );
  });

  it('takes 64-bit numbers as numbers too', () => {
    expect(encode(struct({ a: u64.asNumber }, GONET), { a: 1 })).toBe('0100000000000000');
  });
});
