import { describe, expect, it } from '@jest/globals';
import { bool } from '../src/bool.ts';
import { codeOf, read, thrown, write, wrong } from './support.ts';

describe('bool', () => {
  it('writes 1 and 0', () => {
    expect(write(bool, true)).toBe('01');
    expect(write(bool, false)).toBe('00');
    expect(read(bool, '01')).toBe(true);
    expect(read(bool, '00')).toBe(false);
  });

  it('reads no other byte', () => {
    for (const hex of ['02', '80', 'ff'])
      expect(codeOf(() => read(bool, hex))).toBe('DECODE_FAILED');
    expect(thrown(() => read(bool, '02')).message).toBe('value: 2 is neither 0 nor 1');
  });

  it('writes no other value', () => {
    for (const value of [1, 0, 'true', null, undefined]) {
      expect(codeOf(() => write(bool, wrong(value)))).toBe('ENCODE_FAILED');
    }
  });
});
