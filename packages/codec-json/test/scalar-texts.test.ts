import { describe, expect, it } from '@jest/globals';
import { SCALAR_TEXTS, type ScalarKind } from '../src/scalar-texts.ts';

function read(kind: ScalarKind, text: string): unknown {
  return SCALAR_TEXTS.get(kind)?.read(text);
}

function write(kind: ScalarKind, value: unknown): unknown {
  return SCALAR_TEXTS.get(kind)?.write(value);
}

describe('the text of a bigint', () => {
  it.each([
    [0n, '0'],
    [-12n, '-12'],
    [2n ** 64n, '18446744073709551616'],
  ])('of %p is %s', (value, text) => {
    expect(write('bigint', value)).toBe(text);
    expect(read('bigint', text)).toBe(value);
  });

  it.each(['', '-', '-0', '01', '+1', '1n', '0x1f', '1e3', '1.0', ' 1', '1\n', '１'])(
    'is never %p',
    (text) => {
      expect(read('bigint', text)).toBeUndefined();
    },
  );

  it('has at most 4,096 digits', () => {
    const most = '9'.repeat(4096);
    expect(write('bigint', read('bigint', most))).toBe(most);
    expect(write('bigint', read('bigint', `-${most}`))).toBe(`-${most}`);
    expect(read('bigint', `1${'0'.repeat(4096)}`)).toBeUndefined();
    expect(write('bigint', 10n ** 4096n)).toBeUndefined();
    expect(write('bigint', -(10n ** 4096n))).toBeUndefined();
  });

  it('is of no other value', () => {
    for (const value of [1, '1', true, {}]) expect(write('bigint', value)).toBeUndefined();
  });
});

describe('the text of a date', () => {
  it.each([
    ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05.678912345+05:30', '2026-01-01T21:34:05.678Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000Z'],
    ['+275760-09-13T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'],
    ['-000001-02-28T00:00:00.000Z', '-000001-02-28T00:00:00.000Z'],
  ])('may be %s', (text, written) => {
    expect(write('date', read('date', text))).toBe(written);
  });

  it.each([
    '',
    '2026-01-02',
    '2026-01-02T03:04:05',
    '2026-01-02 03:04:05Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-01-02T25:00:00Z',
    '2026-01-02T03:04:60Z',
    '2026-01-02T03:04:05.Z',
    '+275760-09-14T00:00:00.000Z',
    '-000000-01-01T00:00:00.000Z',
    '1767323045678',
    'Fri, 02 Jan 2026 03:04:05 GMT',
    '2026-01-02T03:04:05.678Z\n',
  ])('is never %p', (text) => {
    expect(read('date', text)).toBeUndefined();
  });

  it('is of no other value', () => {
    for (const value of [new Date(NaN), 0, '2026-01-02T03:04:05Z', {}]) {
      expect(write('date', value)).toBeUndefined();
    }
  });
});

describe('the text of bytes', () => {
  it('is base64', () => {
    expect(write('bytes', Uint8Array.of(1, 2))).toBe('AQI=');
    expect(read('bytes', 'AQI=')).toEqual(Uint8Array.of(1, 2));
    expect(read('bytes', 'AQI')).toBeUndefined();
  });

  it('is of no other value', () => {
    for (const value of ['AQI=', [1], new Uint16Array(1), new ArrayBuffer(1)]) {
      expect(write('bytes', value)).toBeUndefined();
    }
  });
});
