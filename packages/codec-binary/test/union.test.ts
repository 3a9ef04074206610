import { describe, expect, it } from '@jest/globals';
import { u8 } from '../src/integers.ts';
import { list } from '../src/list.ts';
import { string } from '../src/string.ts';
import { struct } from '../src/struct.ts';
import { union } from '../src/union.ts';
import { codeOf, read, thrown, write, wrong } from './support.ts';

const Say = struct({ text: string });
const Move = struct({ x: u8, y: u8 });
const Event = union('type', { say: Say, move: Move, quit: struct({}) });

describe('union', () => {
  it('writes the place of the variant, then its members', () => {
    expect(write(Event, { type: 'say', text: 'hi' })).toBe('00026869');
    expect(write(Event, { type: 'move', x: 1, y: 2 })).toBe('010102');
    expect(write(Event, { type: 'quit' })).toBe('02');
  });

  it('reads the tag as the first member', () => {
    const move = read(Event, '010102');
    expect(move).toStrictEqual({ type: 'move', x: 1, y: 2 });
    expect(Object.keys(move)).toEqual(['type', 'x', 'y']);
    expect(read(list(Event), '02 02 00 0161')).toEqual([
      { type: 'quit' },
      { type: 'say', text: 'a' },
    ]);
  });

  it('reads and writes the same without generated code', () => {
    const read2 = read(Event, '010102', { generateCode: false });
    expect(read2).toStrictEqual({ type: 'move', x: 1, y: 2 });
  });

  it('refuses a place that is not there', () => {
    const error = thrown(() => read(Event, '03'));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('value: choice 3 is over the limit of 3 choices');
  });

  it('refuses a value with another tag, or none', () => {
    for (const value of [{ type: 'jump' }, { type: 'constructor' }, {}, { type: 0 }]) {
      const { code, message } = thrown(() => write(Event, wrong(value)));
      expect(code).toBe('ENCODE_FAILED');
      expect(message).toMatch(/^value\.type: .* is not one of the 3 choices$/);
    }
    expect(codeOf(() => write(Event, wrong(undefined)))).toBe('ENCODE_FAILED');
  });

  it('names the variant where a member is wrong', () => {
    const { message } = thrown(() => write(Event, { type: 'move', x: 1, y: 256 }));
    expect(message).toBe('value.move.y: 256 is not a whole number from 0 to 255');
  });

  it('refuses variants that have the tag, or are no structs', () => {
    expect(() => union('type', { a: struct({ type: u8 }) })).toThrow(
      new TypeError('a: a struct of a union has its tag, type, as a member already'),
    );
    expect(() => union('type', { a: wrong(u8) })).toThrow(new TypeError('a: not a struct'));
    expect(() => union('type', { a: wrong(undefined) })).toThrow(new TypeError('a: not a struct'));
    expect(() => union('type', {})).toThrow('union() takes 1 to 256 choices, got 0');
    expect(() => union('__proto__', { a: Say })).toThrow('__proto__');
    expect(() => union('type', { 1: Say })).toThrow('1: a name cannot be a number');
  });
});
