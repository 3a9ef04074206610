import { describe, expect, it } from '@jest/globals';
import { assertSameBytes, copyOf, sampleBytes } from '../src/sample-bytes.ts';

describe('sampleBytes', () => {
  it('repeats itself for the same seed only', () => {
    expect(sampleBytes(8, 1)).toEqual(sampleBytes(8, 1));
    expect(sampleBytes(8, 1)).not.toEqual(sampleBytes(8, 2));
  });

  it('uses every byte there is', () => {
    expect(new Set(sampleBytes(10_000)).size).toBe(256);
    expect(sampleBytes(0)).toHaveLength(0);
  });
});

describe('copyOf', () => {
  it('copies a Buffer, whose slice is a view', () => {
    const bytes = Buffer.from('abc');
    const copy = copyOf(bytes);
    bytes.fill(0);
    expect(Buffer.from(copy).toString()).toBe('abc');
  });
});

describe('assertSameBytes', () => {
  it('says where bytes part', () => {
    expect(() => assertSameBytes(Buffer.from('abXd'), Buffer.from('abcd'), 'text')).toThrow(
      'text: 4 bytes, expected 4; at 2 they are "5864", expected "6364"',
    );
  });

  it('rejects bytes that are missing or too many', () => {
    expect(() => assertSameBytes(Buffer.from('ab'), Buffer.from('abc'), 'text')).toThrow('at 2');
    expect(() => assertSameBytes(Buffer.from('abc'), Buffer.from('ab'), 'text')).toThrow('at 2');
  });
});
