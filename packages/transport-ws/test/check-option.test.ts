import { describe, expect, it } from '@jest/globals';
import {
  checkFlag,
  checkNames,
  checkSubprotocols,
  checkTimeout,
  optionError,
} from '../src/check-option.ts';

describe('checks of options', () => {
  it('say which option of ws() is wrong', () => {
    const names = new Set(['a']);
    expect(() => checkNames({ a: 1, b: 2 }, names)).toThrow('option b of ws() does not exist');
    expect(() => checkTimeout('a', 0)).toThrow('option a of ws() is above 0');
    expect(() => checkFlag('a', 'yes' as unknown as boolean)).toThrow(
      'option a of ws() is true or false, got yes',
    );
  });

  it('hand back what is right', () => {
    checkNames({ a: 1 }, new Set(['a', 'b']));
    expect([checkTimeout('a', 5), checkFlag('a', false)]).toEqual([5, false]);
  });
});

describe('checkSubprotocols', () => {
  it('keeps the order of the list, and a copy of it', () => {
    const protocols = ['b', 'a'];
    const { others } = checkSubprotocols({ protocols });
    protocols.pop();
    expect(others).toEqual(['b', 'a']);
  });

  it("takes every character of HTTP's tokens, and no other", () => {
    const token = "!#$%&'*+-.^_`|~09azAZ";
    expect(checkSubprotocols({ protocols: [token] }).others).toEqual([token]);
    for (const name of ['', 'a b', 'a,b', 'a/b', 'a\n', 'é', 5]) {
      const protocols = [name as string];
      expect(() => checkSubprotocols({ protocols })).toThrow('names without spaces');
    }
  });

  it.each([[['a', 'b', 'a']], [['net.batch']]])('refuses the list %j', (protocols) => {
    expect(() => checkSubprotocols({ protocols })).toThrow(
      'the option protocols of ws() repeats a name, or says net.batch: see batch',
    );
  });
});

describe('optionError', () => {
  it('keeps the cause', () => {
    const cause = new Error('why');
    expect(optionError('a', 'is wrong', { cause })).toMatchObject({
      code: 'INVALID_OPTION',
      message: 'the option a of ws() is wrong',
      cause,
    });
  });
});
