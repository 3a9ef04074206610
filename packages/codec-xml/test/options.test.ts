import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { resolveOptions } from '../src/options.ts';

describe('resolveOptions', () => {
  it('fills in the defaults', () => {
    expect(resolveOptions({ maxDepth: undefined })).toEqual({
      root: 'message',
      lists: new Set(),
      maxBytes: 65_536,
      maxDepth: 64,
      maxNodes: 4000,
      validateOutgoing: false,
    });
  });

  it('takes false for no bound', () => {
    expect(resolveOptions({ maxNodes: false }).maxNodes).toBe(Infinity);
  });

  it('keeps its own copy of the lists', () => {
    const lists = ['a'];
    const resolved = resolveOptions({ lists });
    lists.push('b');
    expect([...resolved.lists]).toEqual(['a']);
  });

  it.each([
    [{ maxBytes: 0 }, 'maxBytes is a whole number above 0 or false, got 0'],
    [{ maxBytes: -1 }, 'maxBytes is a whole number above 0 or false, got -1'],
    [{ maxNodes: Number.NaN }, 'maxNodes is a whole number above 0 or false, got NaN'],
    [{ maxDepth: Infinity }, 'maxDepth is a whole number above 0 or false, got Infinity'],
    [{ maxDepth: 1.5 }, 'maxDepth is a whole number above 0 or false, got 1.5'],
    [{ maxByte: 5 }, 'xml() has no option called maxByte'],
    [{ validateOutgoing: 1 }, 'validateOutgoing is true or false, got 1'],
    [{ root: '' }, 'root: no element is called '],
    [{ root: 'a b' }, 'root: no element is called a b'],
    [{ root: '__proto__' }, 'root: no element is called __proto__'],
    [{ root: 5 }, 'root takes a name, got a number'],
    [{ lists: 'item' }, 'lists is an array of element names'],
    [{ lists: ['a', '<'] }, 'lists: no element is called <'],
  ])('rejects %j', (options, message) => {
    // Programs without types can pass anything.
    const resolve = (): unknown => resolveOptions(options as object);
    expect(resolve).toThrow(message);
    expect(resolve).toThrow(NetError);
  });
});
