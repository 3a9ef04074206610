import { describe, expect, it } from '@jest/globals';
import { oneOf } from '../src/one-of.ts';
import { read, thrown, write, wrong } from './support.ts';

const Kind = oneOf('orc', 'elf', '__proto__');

describe('oneOf', () => {
  it('writes the place of a choice', () => {
    expect(write(Kind, 'orc')).toBe('00');
    expect(write(Kind, 'elf')).toBe('01');
    expect(read(Kind, '02')).toBe('__proto__');
  });

  it('refuses a place that is not there', () => {
    const error = thrown(() => read(Kind, '03'));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('value: choice 3 is over the limit of 3 choices');
  });

  it('refuses to write another text, without quoting it', () => {
    for (const value of ['dwarf', 'constructor', '', 0, undefined]) {
      const error = thrown(() => write(Kind, wrong(value)));
      expect(error.code).toBe('ENCODE_FAILED');
      expect(error.message).toMatch(/^value: .+ is not one of the 3 choices$/);
      expect(error.message).not.toContain('dwarf');
    }
  });

  it('takes 1 to 256 choices, each once', () => {
    const names = Array.from({ length: 257 }, (_, place) => `choice ${place}`);
    const all = oneOf(...names.slice(1));
    expect(read(all, write(all, 'choice 256'))).toBe('choice 256');
    expect(() => oneOf(...names)).toThrow('oneOf() takes 1 to 256 choices, got 257');
    expect(() => oneOf()).toThrow('oneOf() takes 1 to 256 choices, got 0');
    expect(() => oneOf('a', 'b', 'a')).toThrow('oneOf() was given a choice twice');
    expect(() => oneOf(wrong(1))).toThrow('oneOf() takes texts, got a number');
  });
});
