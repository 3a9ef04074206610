import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { fromTexts, toTexts } from '../src/convert-declared.ts';
import { planTypes } from '../src/declared-types.ts';

const PLAN = planTypes({
  id: 'bigint',
  lines: [{ at: 'date' }],
  blobs: { '*': 'bytes', n: 'bigint' },
});

const VALUE = {
  id: 5n,
  lines: [
    { at: new Date(0), sku: 'a' },
    { at: new Date(1), sku: 'b' },
  ],
  blobs: { a: Uint8Array.of(1), n: 7n },
  more: { id: 'x' },
};

const TEXTS = {
  id: '5',
  lines: [
    { at: '1970-01-01T00:00:00.000Z', sku: 'a' },
    { at: '1970-01-01T00:00:00.001Z', sku: 'b' },
  ],
  blobs: { a: 'AQ==', n: '7' },
  more: { id: 'x' },
};

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof NetError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing was thrown';
}

describe('toTexts', () => {
  it('converts what is declared, in a copy', () => {
    const before = structuredClone(VALUE);
    const copy = toTexts(VALUE, PLAN);
    expect(copy).toEqual(TEXTS);
    expect(VALUE).toEqual(before);
    expect(copy).toHaveProperty('more', VALUE.more);
  });

  it.each([
    [{ id: 5 }, 'id is not a bigint of at most 4096 digits'],
    [{ lines: [{ at: new Date(NaN) }] }, 'lines[].at is not a valid Date'],
    [{ lines: [{ at: '1970-01-01T00:00:00.000Z' }] }, 'lines[].at is not a valid Date'],
    [{ blobs: { a: [1] } }, 'blobs.* is not a Uint8Array'],
    [{ lines: {} }, 'lines is not an array'],
    [{ lines: [[]] }, 'lines[] is not an object'],
    ['text', 'the value is not an object'],
  ])('refuses %p', (value, message) => {
    expect(errorOf(() => toTexts(value, PLAN))).toBe(`ENCODE_FAILED: ${message}`);
  });
});

describe('fromTexts', () => {
  it('converts what is declared, and nothing else', () => {
    expect(fromTexts(structuredClone(TEXTS), PLAN)).toEqual(VALUE);
  });

  it('leaves what is null or missing', () => {
    for (const value of [null, {}, { id: null, lines: [null, {}], blobs: { a: null } }]) {
      expect(fromTexts(structuredClone(value), PLAN)).toEqual(value);
    }
  });

  it.each([
    [{ id: 5 }, 'id is not a whole number in a text of at most 4096 digits'],
    [{ id: '5n' }, 'id is not a whole number in a text of at most 4096 digits'],
    [{ id: { length: 1 } }, 'id is not a whole number in a text of at most 4096 digits'],
    [{ lines: [{ at: 0 }] }, 'lines[].at is not a date and time in a text as of RFC 3339'],
    [{ blobs: { 'a\u{1b}[31m': 'secret' } }, 'blobs.* is not bytes in a text of base64'],
    [{ lines: { 0: {} } }, 'lines is not an array'],
    [{ lines: ['x'] }, 'lines[] is not an object'],
    [{ blobs: [] }, 'blobs is not an object'],
    [5, 'the value is not an object'],
  ])('refuses %p', (value, message) => {
    expect(errorOf(() => fromTexts(value, PLAN))).toBe(`DECODE_FAILED: ${message}`);
  });

  it('looks at own members only', () => {
    const plan = planTypes({ constructor: 'bigint', toString: 'date' });
    expect(fromTexts({}, plan)).toEqual({});
    expect(fromTexts({ constructor: '5' }, plan)).toEqual({ constructor: 5n });
  });
});
