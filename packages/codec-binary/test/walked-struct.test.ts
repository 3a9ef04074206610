import { describe, expect, it } from '@jest/globals';
import { fields, struct } from '../src/index.ts';
import { codeOf, decode, encode, wrong } from './support.ts';

const { list, string, u16, u8 } = fields;

describe('walkedStruct', () => {
  const Hero = struct(
    { id: u16, level: u8, name: string, items: list(struct({ id: u8 })), end: u8 },
    { generateCode: false },
  );
  const value = { id: 0x0102, level: 3, name: 'ab', items: [{ id: 4 }], end: 5 };

  it('writes and reads the members in their order', () => {
    expect(encode(Hero, value)).toBe('0201 03 026162 0104 05'.replaceAll(' ', ''));
    expect(decode(Hero, '0201 03 026162 0104 05')).toStrictEqual(value);
    expect(Object.keys(decode(Hero, '0201 03 026162 0104 05'))).toEqual(Object.keys(value));
  });

  it('refuses what does not fit', () => {
    expect(codeOf(() => encode(Hero, { ...value, level: 256 }))).toBe('ENCODE_FAILED');
    expect(codeOf(() => encode(Hero, wrong(null)))).toBe('ENCODE_FAILED');
    expect(codeOf(() => decode(Hero, '0201'))).toBe('DECODE_FAILED');
  });
});
