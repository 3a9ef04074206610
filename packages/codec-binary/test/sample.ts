import { ByteWriter } from '@net/core';
import { fields, type Infer, struct } from '../src/index.ts';

const { array, bool, bytes, f32, f64, i16, i32, i64, i8, list, map, oneOf, optional } = fields;
const { string, u16, u32, u64, u8, union, varint, varint64, zigzag, zigzag64 } = fields;

/** A struct with a field of every kind. */
export const Sample = struct({
  u8,
  u16,
  u32,
  u64,
  i8,
  i16,
  i32,
  i64,
  safe: u64.asNumber,
  f32,
  f64,
  bool,
  varint,
  zigzag,
  varint64,
  zigzag64,
  string,
  bytes,
  kind: oneOf('orc', 'elf'),
  at: array(f32, 3),
  names: array(string, 2),
  pos: struct({ x: i32, name: string }),
  tags: list(string),
  items: list(struct({ id: u16, count: u8 })),
  scores: map(string, u8),
  nick: optional(string),
  none: optional(u8),
  last: union('type', { hit: struct({ by: u32 }), say: struct({ text: string }) }),
});

/** A value of `Sample`. */
export const SAMPLE: Infer<typeof Sample> = {
  u8: 255,
  u16: 0x0102,
  u32: 0xfffefdfc,
  u64: 2n ** 63n + 1n,
  i8: -2,
  i16: -3,
  i32: -4,
  i64: -5n,
  safe: 2 ** 53 - 1,
  f32: 1.5,
  f64: Math.PI,
  bool: true,
  varint: 300,
  zigzag: -300,
  varint64: 2n ** 40n,
  zigzag64: -(2n ** 40n),
  string: 'grüße 日本 🎉',
  bytes: Uint8Array.of(1, 2, 3),
  kind: 'elf',
  at: [1, -0.5, 0.25],
  names: ['a', 'b'],
  pos: { x: 7, name: 'here' },
  tags: ['', 'tag', 'x'.repeat(200)],
  items: [
    { id: 1, count: 2 },
    { id: 3, count: 4 },
  ],
  scores: new Map([
    ['__proto__', 1],
    ['b', 2],
  ]),
  nick: 'nick',
  none: undefined,
  last: { type: 'say', text: 'hi' },
};

/** What `Sample` writes for `SAMPLE`, and what it writes for that once it is read, in hex. */
export function writtenTwice(): string {
  const out = new ByteWriter();
  Sample.encode(SAMPLE, out);
  Sample.encode(Sample.decode(out.view(0)), out);
  return Buffer.from(out.take()).toString('hex');
}
