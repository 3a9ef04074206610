import { ByteWriter } from '@net/core';
import { describe, expect, it } from '@jest/globals';
import { CODEC_NAMES, textCodecOf } from '../src/echo-codecs.ts';

const BYTES = {
  json: '226869 22',
  xml: '3c746578743e 6869 3c2f746578743e',
  binary: '02 6869',
  protobuf: '0a02 6869',
} as const;

describe('textCodecOf', () => {
  it.each(Object.entries(BYTES))('writes a text as %s does, and reads it', (name, hex) => {
    // The keys of the table are names of codecs.
    const codec = textCodecOf(name as keyof typeof BYTES);
    const out = new ByteWriter();
    codec.encode('hi', out);
    const bytes = Buffer.from(out.take());
    expect(bytes.toString('hex')).toBe(hex.replaceAll(' ', ''));
    expect(codec.decode(bytes)).toBe('hi');
  });
});

describe('CODEC_NAMES', () => {
  it('lists what --codec takes', () => {
    expect(CODEC_NAMES).toEqual(['raw', ...Object.keys(BYTES)]);
  });
});
