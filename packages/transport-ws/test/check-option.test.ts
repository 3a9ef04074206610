import { describe, expect, it } from '@jest/globals';
import { checkCount, checkSubprotocols, checkTimeout, optionError } from '../src/check-option.ts';

describe('checkTimeout', () => {
  it.each([1, 0.5, 2_147_483_647])('takes %d', (value) => {
    expect(checkTimeout('a', value)).toBe(value);
  });

  it.each([0, -1, Number.NaN, Infinity, 2_147_483_648, '5'])('refuses %p', (value) => {
    expect(() => checkTimeout('a', value as number)).toThrow(`got ${value}`);
  });
});

describe('checkCount', () => {
  it('says the range', () => {
    expect(() => checkCount('a', 9, 8, 2)).toThrow('is a whole number from 2 to 8, got 9');
  });
});

describe('checkSubprotocols', () => {
  it('keeps the order of the list, and a copy of it', () => {
    const protocols = ['b', 'a'];
    const { others } = checkSubprotocols({ protocols });
    protocols.pop();
    expect(others).toEqual(['b', 'a']);
  });
});

describe('optionError', () => {
  it('keeps the cause', () => {
    const cause = new Error('why');
    expect(optionError('a', 'is wrong', cause)).toMatchObject({
      code: 'INVALID_OPTION',
      message: 'the option a of ws() is wrong',
      cause,
    });
  });
});
