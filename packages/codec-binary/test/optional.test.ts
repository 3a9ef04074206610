import { describe, expect, it } from '@jest/globals';
import { u8 } from '../src/integers.ts';
import { list } from '../src/list.ts';
import { optional } from '../src/optional.ts';
import { string } from '../src/string.ts';
import { struct } from '../src/struct.ts';
import { codeOf, decode, encode, read, write, wrong } from './support.ts';

describe('optional', () => {
  it('writes 1 and the value, or 0', () => {
    expect(write(optional(u8), 7)).toBe('0107');
    expect(write(optional(u8), undefined)).toBe('00');
    expect(read(optional(u8), '0107')).toBe(7);
    expect(read(optional(u8), '00')).toBeUndefined();
  });

  it('lets a member be left out, and gives it back as undefined', () => {
    const Person = struct({ name: string, nick: optional(string), age: u8 });
    expect(encode(Person, { name: 'a', age: 1 })).toBe('01610001');
    expect(decode(Person, '01610001')).toStrictEqual({ name: 'a', nick: undefined, age: 1 });
  });

  it('stands in lists', () => {
    expect(write(list(optional(u8)), [undefined, 5])).toBe('02000105');
    expect(read(list(optional(u8)), '02000105')).toEqual([undefined, 5]);
  });

  it('reads no other byte than 0 and 1', () => {
    expect(codeOf(() => read(optional(u8), '0207'))).toBe('DECODE_FAILED');
    expect(codeOf(() => read(optional(u8), '01'))).toBe('DECODE_FAILED');
  });

  it('does not take null for absent', () => {
    expect(codeOf(() => write(optional(u8), wrong(null)))).toBe('ENCODE_FAILED');
  });

  it('refuses a field that is optional already', () => {
    expect(() => optional(optional(u8))).toThrow('optional() was given an optional field');
  });
});
