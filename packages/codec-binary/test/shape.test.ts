import { describe, expect, it } from '@jest/globals';
import type { Codec } from '@net/core';
import { type Field, fields, type Infer, struct, type Struct } from '../src/index.ts';
import { decode, encode, wrong } from './support.ts';

const { array, bool, bytes, f32, i64, list, map, oneOf, optional, string, u32, u8, union } = fields;

type Same<A, B> = [A, B] extends [B, A] ? true : false;

/** Fails to compile unless `A` is exactly `B`. */
function same<A, B>(_holds: Same<A, B>): void {}

const Monster = struct({
  id: u32,
  name: string,
  at: array(f32, 3),
  pos: struct({ x: f32, y: f32 }),
  kind: oneOf('orc', 'elf'),
  big: i64,
  small: i64.asNumber,
  tags: list(string),
  scores: map(string, u8),
  nick: optional(string),
  flags: list(optional(bool)),
  blob: bytes,
  last: union('type', { hit: struct({ by: u32 }), none: struct({}) }),
});

interface MonsterValue {
  id: number;
  name: string;
  at: [number, number, number];
  pos: { x: number; y: number };
  kind: 'orc' | 'elf';
  big: bigint;
  small: number;
  tags: string[];
  scores: Map<string, number>;
  nick?: string | undefined;
  flags: (boolean | undefined)[];
  blob: Uint8Array;
  last: { type: 'hit'; by: number } | { type: 'none' };
}

describe('the types of a schema', () => {
  it('follow from its fields', () => {
    type Flat<T> = { [K in keyof T]: T[K] };
    same<Infer<typeof Monster>, Flat<MonsterValue>>(true);
    same<Infer<typeof string>, string>(true);
    same<Infer<Field<5>>, 5>(true);
    const codec: Codec<MonsterValue> = Monster;
    const again: Struct<MonsterValue> = Monster;
    expect(codec).toBe(again);
  });

  it('make tuples of short arrays only', () => {
    const [pair, hundred, some] = [array(u8, 2), array(u8, 100), array(u8, Number('3'))];
    same<Infer<typeof pair>, [number, number]>(true);
    same<Infer<typeof hundred>, number[]>(true);
    same<Infer<typeof some>, number[]>(true);
    const long = array(u8, 99);
    same<Infer<typeof long>['length'], 99>(true);
    same<Infer<typeof long>, number[]>(false);
  });

  it('refuse values of other types', () => {
    const out = struct({ kind: oneOf('a', 'b'), at: array(u8, 2), id: u32 });
    // @ts-expect-error: c is no choice
    expect(() => encode(out, { kind: 'c', at: [1, 2], id: 1 })).toThrow('kind');
    // @ts-expect-error: one value is missing
    expect(() => encode(out, { kind: 'a', at: [1], id: 1 })).toThrow('at');
    // @ts-expect-error: id is missing
    expect(() => encode(out, { kind: 'a', at: [1, 2] })).toThrow('id');
  });
});

describe('the names of a schema', () => {
  it('refuse __proto__, however it is written', () => {
    const message = 'a struct cannot have a member called __proto__';
    expect(() => struct({ ['__proto__']: u8 })).toThrow(new TypeError(message));
    expect(() => struct({ __proto__: u8 } as object as Record<string, typeof u8>)).toThrow(message);
    expect(() => struct(JSON.parse('{"__proto__":1}') as Record<string, typeof u8>)).toThrow(
      message,
    );
  });

  it('refuse whole numbers, which would not keep their place', () => {
    expect(() => struct({ b: u8, 1: u8 })).toThrow('1: a name cannot be a number');
  });

  it.each([true, false])('may be any other text (generateCode: %p)', (generateCode) => {
    const names = [
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      '',
      ' ',
      '"',
      '\\',
      '`${v}',
      "'];throw 1;//",
      '\n\u2028\u2029',
      'grüße',
      '\ud800',
      '-1',
      'write0',
      'at',
    ];
    const Odd = struct(Object.fromEntries(names.map((name) => [name, u8])), { generateCode });
    const value = Object.fromEntries(names.map((name, index) => [name, index]));
    const hex = encode(Odd, value);
    expect(hex).toBe('000102030405060708090a0b0c0d0e0f');
    const decoded = decode(Odd, hex);
    expect(decoded).toStrictEqual(value);
    expect(Object.keys(decoded)).toEqual(names);
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
  });

  it('are read when the struct is made', () => {
    const shape: Record<string, typeof u8> = { a: u8 };
    const codec = struct(shape);
    shape['b'] = u8;
    expect(decode(codec, '01')).toEqual({ a: 1 });
  });
});

describe('the fields of a schema', () => {
  it.each([undefined, null, 1, 'u8', list, {}, []])('refuse %p', (field) => {
    expect(() => struct({ a: wrong(field) })).toThrow(
      new TypeError('a: what stands here is not a field'),
    );
  });
});
