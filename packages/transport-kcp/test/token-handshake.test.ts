import { describe, expect, it } from '@jest/globals';
import {
  isHandshake,
  readAnswer,
  readOpen,
  writeAnswer,
  writeOpen,
} from '../src/token-handshake.ts';

const nonce = new Uint8Array(8).fill(0x11);
const cookie = new Uint8Array(16).fill(0x22);
const token = new Uint8Array(8).fill(0x33);

describe('the question of the handshake', () => {
  it('has zeros, kind, nonce, cookie, conversation and checksum', () => {
    const bytes = writeOpen({ nonce, cookie, conv: 0x01020304 });
    const hex = Buffer.from(bytes).toString('hex');
    expect(hex.slice(0, -8)).toBe(`${'00'.repeat(8)}01${'11'.repeat(8)}${'22'.repeat(16)}04030201`);
    expect(isHandshake(bytes)).toBe(true);
    expect(readOpen(bytes)).toEqual({ nonce, cookie, conv: 0x01020304 });
  });

  it('is refused with any bit changed, or cut', () => {
    const bytes = writeOpen({ nonce, cookie, conv: 7 });
    for (let index = 8; index < bytes.length; index += 1) {
      const changed = bytes.slice();
      changed[index]! ^= 1;
      expect(readOpen(changed)).toBeUndefined();
      expect(readOpen(bytes.subarray(0, index))).toBeUndefined();
    }
  });
});

describe('the answers of the handshake', () => {
  it('are read by who asked, and by nobody else', () => {
    for (const answer of [
      { kind: 'retry', cookie },
      { kind: 'accept', token },
    ] as const) {
      const bytes = writeAnswer(nonce, answer);
      expect(readAnswer(bytes, nonce)).toEqual(answer);
      expect(readAnswer(bytes, token)).toBeUndefined();
    }
  });

  it('are no longer than the question', () => {
    const question = writeOpen({ nonce, cookie, conv: 7 }).length;
    expect(writeAnswer(nonce, { kind: 'retry', cookie }).length).toBeLessThanOrEqual(question);
    expect(writeAnswer(nonce, { kind: 'accept', token }).length).toBeLessThanOrEqual(question);
  });

  it('are none of a session', () => {
    const bytes = writeAnswer(nonce, { kind: 'accept', token });
    bytes[0] = 1;
    expect([isHandshake(bytes), readAnswer(bytes, nonce)]).toEqual([false, undefined]);
    expect(isHandshake(new Uint8Array(7))).toBe(false);
  });
});
