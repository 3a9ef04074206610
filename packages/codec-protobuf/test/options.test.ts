import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { resolveOptions } from '../src/options.ts';

describe('resolveOptions', () => {
  it('fills in the defaults', () => {
    expect(resolveOptions({ maxBytes: undefined }, ['long', 'bigint'])).toEqual({
      maxBytes: 262_144,
      maxNodes: 10_000,
      int64: 'long',
      validateOutgoing: true,
    });
    expect(resolveOptions({}, ['bigint']).int64).toBe('bigint');
  });

  it('takes false for no bound', () => {
    const { maxBytes, maxNodes } = resolveOptions({ maxBytes: false, maxNodes: false }, ['bigint']);
    expect([maxBytes, maxNodes]).toEqual([Infinity, Infinity]);
  });

  it.each([
    [{ maxBytes: 0 }, 'maxBytes is a whole number above 0 or false, got 0'],
    [{ maxBytes: -1 }, 'maxBytes is a whole number above 0 or false, got -1'],
    [{ maxNodes: Number.NaN }, 'maxNodes is a whole number above 0 or false, got NaN'],
    [{ maxNodes: Infinity }, 'maxNodes is a whole number above 0 or false, got Infinity'],
    [{ maxNodes: 1.5 }, 'maxNodes is a whole number above 0 or false, got 1.5'],
    [{ maxByte: 5 }, 'protobuf() has no option called maxByte'],
    [{ int64: 'number' }, 'int64 is long or bigint here, got number'],
    [{ validateOutgoing: 0 }, 'validateOutgoing is true or false, got 0'],
  ])('rejects %j', (options, message) => {
    // Programs without types can pass anything.
    const resolve = (): unknown => resolveOptions(options as object, ['long', 'bigint']);
    expect(resolve).toThrow(message);
    expect(resolve).toThrow(NetError);
  });

  it('rejects longs where there are none', () => {
    expect(() => resolveOptions({ int64: 'long' }, ['bigint'])).toThrow(
      'int64 is bigint here, got long',
    );
  });
});
