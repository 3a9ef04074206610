import { describe, expect, it } from '@jest/globals';
import { message, NetError, raw, text } from '@net/core';
import { rejection } from '@net/testing';
import { encodedBytes } from '../src/encoded-bytes.ts';

describe('encodedBytes', () => {
  it('counts the bytes of a body', () => {
    expect(encodedBytes(message(1, raw()), new Uint8Array(70_000))).toBe(70_000);
    expect(encodedBytes(message(1, raw()), new Uint8Array(0))).toBe(0);
    expect(encodedBytes(message(1, text()), 'é')).toBe(2);
  });

  it('throws what the codec throws', async () => {
    const refusal = new NetError('MESSAGE_TOO_LARGE', 'no');
    expect(await rejection(encode(refusal))).toBe(refusal);
    const bug = new RangeError('broken');
    expect(await rejection(encode(bug))).toMatchObject({ code: 'ENCODE_FAILED', cause: bug });
  });
});

/** Encode with a codec that throws. */
async function encode(error: Error): Promise<number> {
  const encodeBadly = (): void => {
    throw error;
  };
  return encodedBytes(message(1, { encode: encodeBadly, decode: () => 1 }), 1);
}
