import { describe, expect, it } from '@jest/globals';
import { createCipher } from '../../src/ciphers/create-cipher.ts';
import { cipherContract, fromHex, sameBytes, seal } from './cipher-contract.ts';

cipherContract({
  name: 'salsa20',
  key: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  checkedFrom: 16,
  unreadBytes: 0,
});

describe('salsa20', () => {
  it('fills a short key up with zeros', () => {
    const short = createCipher('salsa20', fromHex('0102'));
    const full = createCipher('salsa20', fromHex('0102' + '00'.repeat(30)));
    expect(sameBytes(full.open(seal(short, fromHex('aabb'))), fromHex('aabb'))).toBe(true);
  });

  it('refuses a datagram with a change to its nonce, the first 8 bytes', () => {
    const cipher = createCipher('salsa20', fromHex('01'));
    const datagram = seal(cipher, fromHex('00112233'));
    for (let at = 0; at < 8; at++) {
      const changed = Uint8Array.from(datagram);
      changed[at]! ^= 1;
      expect(cipher.open(changed)).toBeUndefined();
    }
  });
});
