import { describe, expect, it } from '@jest/globals';
import { RetryTokens } from '../../src/quiche/retry-tokens.ts';

const tokens = new RetryTokens(Buffer.alloc(32, 1));
const originalId = Buffer.from('0102030405060708', 'hex');
const target = { remote: { host: '192.0.2.1', port: 4000 }, newId: Buffer.alloc(20, 2) };

describe('RetryTokens', () => {
  it('opens its own token for ten seconds', () => {
    const token = tokens.mint(originalId, target, 1000);
    expect(tokens.open(token, target, 11_000)).toEqual(originalId);
    expect(tokens.open(token, target, 11_001)).toBeUndefined();
  });

  it('opens none that was sent to another address, port or connection id', () => {
    const token = tokens.mint(originalId, target, 0);
    const others = [
      { ...target, remote: { host: '192.0.2.2', port: 4000 } },
      { ...target, remote: { host: '192.0.2.1', port: 4001 } },
      { ...target, newId: Buffer.alloc(20, 3) },
    ];
    for (const other of others) expect(tokens.open(token, other, 0)).toBeUndefined();
  });

  it('opens none of which a bit was flipped, or that was cut', () => {
    const token = tokens.mint(originalId, target, 0);
    for (let bit = 0; bit < token.length * 8; bit += 1) {
      const forged = Buffer.from(token);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      expect(tokens.open(forged, target, 0)).toBeUndefined();
    }
    for (let length = 0; length < token.length; length += 1) {
      expect(tokens.open(token.subarray(0, length), target, 0)).toBeUndefined();
    }
  });

  it('opens none that was made with another key', () => {
    const token = new RetryTokens(Buffer.alloc(32, 9)).mint(originalId, target, 0);
    expect(tokens.open(token, target, 0)).toBeUndefined();
  });
});
