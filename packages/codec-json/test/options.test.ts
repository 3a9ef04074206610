import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from '../src/options.ts';

describe('resolveOptions', () => {
  it('fills in the defaults', () => {
    expect(resolveOptions({ maxDepth: undefined })).toEqual({
      maxBytes: 1_048_576,
      maxDepth: 64,
      maxNodes: 100_000,
      protoKeys: 'reject',
      validateOutgoing: false,
    });
  });

  it('takes false for no bound', () => {
    expect(resolveOptions({ maxNodes: false }).maxNodes).toBe(Infinity);
  });

  it.each([
    [{ maxNodes: 0 }, 'maxNodes is a whole number above 0 or false, got 0'],
    [{ maxDepth: Infinity }, 'maxDepth is a whole number above 0 or false, got Infinity'],
    [{ maxByte: 5 }, 'json() has no option called maxByte'],
    [{ protoKeys: 'keep' }, "protoKeys is 'reject' or 'strip', got keep"],
    [{ validateOutgoing: 1 }, 'validateOutgoing is true or false, got 1'],
  ])('rejects %j', (options, message) => {
    // Programs without types can pass anything.
    expect(() => resolveOptions(options as object)).toThrow(message);
  });
});
