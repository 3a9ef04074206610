import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromBase64, toBase64 } from '../src/base64.ts';

describe('toBase64', () => {
  it.each([
    ['', ''],
    ['66', 'Zg=='],
    ['666f', 'Zm8='],
    ['666f6f', 'Zm9v'],
    ['666f6f62', 'Zm9vYg=='],
    ['666f6f6261', 'Zm9vYmE='],
    ['666f6f626172', 'Zm9vYmFy'],
    ['fbff', '+/8='],
  ])('writes %s as %s', (hex, text) => {
    expect(toBase64(Buffer.from(hex, 'hex'))).toBe(text);
    expect(fromBase64(text)).toEqual(Uint8Array.from(Buffer.from(hex, 'hex')));
  });

  it('agrees with Buffer on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(toBase64(bytes)).toBe(text);
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
  });
});

describe('fromBase64', () => {
  it.each([
    'Zg',
    'Zg=',
    'Zg===',
    'Z===',
    '====',
    '==',
    'Zh==',
    'Zm9=',
    'Zm9v=',
    'Zm 9v',
    'Zm9v\n',
    'Zm-_',
    'Zg==Zg==',
    '=Zm9',
    'Zm9é',
    'Zm9\u{1f600}',
  ])('refuses %p', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });

  it('accepts a text only if it is what its bytes are written as', () => {
    const unit = fc.constantFrom('A', 'Z', 'a', '0', '+', '/', '=', '-');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 9 }), (text) => {
        const bytes = fromBase64(text);
        expect(bytes === undefined || toBase64(bytes) === text).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
