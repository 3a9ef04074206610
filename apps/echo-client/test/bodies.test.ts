import { ByteWriter } from '@net/core';
import { describe, expect, it } from '@jest/globals';
import { rawBodies, textBodies } from '../src/bodies.ts';

describe('rawBodies', () => {
  it('makes bodies of the size asked for', () => {
    expect([0, 1, 1000].map((bytes) => rawBodies(bytes).make(7).length)).toEqual([0, 1, 1000]);
  });

  it('makes the same bodies in every run, and a different one for each index', () => {
    const bodies = rawBodies(8);
    const hex = (index: number): string => Buffer.from(bodies.make(index)).toString('hex');
    expect(hex(0)).toBe(Buffer.from(rawBodies(8).make(0)).toString('hex'));
    expect(new Set(Array.from({ length: 5000 }, (_, index) => hex(index))).size).toBe(5000);
  });

  it('knows a body again, and no other', () => {
    const bodies = rawBodies(64);
    const copy = Uint8Array.from(bodies.make(70_000));
    expect(bodies.isBody(70_000, copy)).toBe(true);
    expect(bodies.isBody(70_001, copy)).toBe(false);
    expect(bodies.isBody(70_000, copy.subarray(1))).toBe(false);
    expect(bodies.isBody(70_000, 'text')).toBe(false);
  });
});

describe('textBodies', () => {
  it('makes texts that take the size asked for in each codec', () => {
    for (const name of TEXT_CODECS) {
      for (const bytes of [64, 200, 30_000]) {
        const { codec, make } = textBodies(name, bytes);
        const out = new ByteWriter();
        codec.encode(make(5), out);
        expect(out.take()).toHaveLength(bytes);
      }
    }
  });

  it('knows a value again, and no other', () => {
    const { make, isBody } = textBodies('json', 64);
    expect(isBody(9, make(9))).toBe(true);
    expect(isBody(9, make(10))).toBe(false);
    expect(isBody(9, undefined)).toBe(false);
  });

  it('refuses a size that no text has', () => {
    expect(() => textBodies('json', 1)).toThrow('no text takes 1 bytes in json');
    expect(() => textBodies('xml', 5)).toThrow('choose another --body');
  });
});

const TEXT_CODECS = ['json', 'xml', 'binary', 'protobuf'] as const;
