import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import fc from 'fast-check';
import { BoundedReader } from '../src/bounded-reader.ts';
import { checkFields, type Layout } from '../src/wire.ts';
import { errorOf, typeFrom } from './kitchen.ts';

// `message M { repeated M children = 1; map<string, M> named = 2; string text = 3; }`
const layout: Layout = {
  messageIn: (field) => (field === 1 ? layout : field === 2 ? entry : undefined),
};
const entry: Layout = { messageIn: (field) => (field === 2 ? layout : undefined) };
const type = typeFrom(
  'message M { repeated M children = 1; map<string, M> named = 2; string text = 3; }',
);

function check(hex: string, maxNodes: number): void {
  checkFields(Buffer.from(hex, 'hex'), layout, maxNodes);
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    // The platform's own codes, as of text that is not UTF-8, say no more than that.
    return error instanceof NetError ? error.code : 'malformed';
  }
}

describe('checkFields', () => {
  it.each([
    ['0a00', 1],
    ['0a000a00', 2],
    ['0a020a00', 2],
    ['0a020a000a00', 3],
    ['1a020a00', 1],
    ['12050a01611200', 3],
    ['120612040a021a00', 4],
    ['3901020304050607080a00', 2],
    ['3d010203040a00', 2],
    ['78ffffffffffffffffff010a00', 2],
    ['7b0a007c0a00', 4],
  ])('counts the fields of %j', (hex, fields) => {
    check(hex, fields);
    expect(errorOf(() => check(hex, fields - 1)).code).toBe('NODES_EXCEEDED');
  });

  it.each([
    '',
    '0a',
    '0aff',
    '0affffffff0f',
    'ff',
    '7b',
    '7c',
    '7c7c0a00',
    '0e',
    '0f00',
    '1affffffff7f',
  ])('ends on %j, which is empty or malformed', (hex) => {
    check(hex, 10);
  });

  it('counts what decoding counts', () => {
    const random = fc.uint8Array({ maxLength: 60 });
    const tokens = fc.constantFrom([0x0a], [0x12], [0x1a], [0], [2], [4], [0x61], [0x7b], [0x7c]);
    const fields = fc
      .array(tokens, { maxLength: 40 })
      .map((parts) => Uint8Array.from(parts.flat()));
    fc.assert(
      fc.property(fc.oneof(random, fields), fc.nat(10), (bytes, maxNodes) => {
        if (codeOf(() => type.decode(bytes)) === 'malformed') return;
        const decoded = codeOf(() => type.decode(new BoundedReader(bytes, maxNodes)));
        const checked = codeOf(() => checkFields(bytes, layout, maxNodes));
        expect(checked).toBe(decoded);
      }),
      { numRuns: 5000 },
    );
  });
});
