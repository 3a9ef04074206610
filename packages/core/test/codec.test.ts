import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '../src/byte-writer.ts';
import { call, message, raw } from '../src/codec.ts';
import { bytesOf, hexOf } from './hex.ts';

const NOT_TYPES = [-1, 1.5, 0x1_0000_0000, NaN, Infinity, -Infinity];

describe('message', () => {
  it('keeps its number and its codec', () => {
    const codec = raw();
    expect(message(101, codec)).toEqual({ type: 101, codec });
  });

  it('takes the smallest and the largest number', () => {
    expect(message(0, raw()).type).toBe(0);
    expect(message(0xffffffff, raw()).type).toBe(0xffffffff);
  });

  it('refuses a number that is no whole number of 32 bits', () => {
    for (const type of NOT_TYPES) expect(() => message(type, raw())).toThrow(TypeError);
  });

  it('says which number it refuses', () => {
    expect(() => message(4_294_967_296, raw())).toThrow('from 0 to 4294967295, got 4294967296');
  });
});

describe('call', () => {
  it('keeps the codecs of question and answer apart', () => {
    const [question, answer] = [raw(), { ...raw() }];
    const type = call(1, question, answer);
    expect(type.codec).toBe(question);
    expect(type.reply).toBe(answer);
  });

  it('refuses a number that is no whole number of 32 bits', () => {
    for (const type of NOT_TYPES) expect(() => call(type, raw(), raw())).toThrow(TypeError);
  });
});

describe('raw', () => {
  it('writes bytes as they are', () => {
    const out = new ByteWriter();
    raw().encode(bytesOf('00 ff'), out);
    raw().encode(bytesOf(''), out);
    expect(hexOf(out.take())).toBe('00ff');
  });

  it('hands over the received bytes without a copy', () => {
    const bytes = bytesOf('01 02');
    expect(raw().decode(bytes)).toBe(bytes);
  });
});
