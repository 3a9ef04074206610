import { describe, expect, it } from '@jest/globals';
import { hmacSha256, isSame, newSecret, newSessionId } from '../src/crypto.ts';
import { hex } from './support/hex.ts';

describe('hmacSha256', () => {
  it('agrees with RFC 4231, test case 2', () => {
    const mac = hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'));
    expect(hex(mac)).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });
});

describe('isSame', () => {
  it('compares bytes, and takes different lengths for different', () => {
    expect(isSame(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(isSame(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(isSame(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
  });
});

describe('newSecret and newSessionId', () => {
  it('never come twice', () => {
    expect(newSecret()).toHaveLength(32);
    expect(hex(newSecret())).not.toBe(hex(newSecret()));
    const ids = Array.from({ length: 1000 }, newSessionId);
    expect(new Set(ids.map(({ idHigh, idLow }) => `${idHigh} ${idLow}`)).size).toBe(1000);
  });

  it('names sessions by two signed halves', () => {
    const { idHigh, idLow } = newSessionId();
    expect([idHigh | 0, idLow | 0]).toEqual([idHigh, idLow]);
  });
});
