import { describe, expect, it } from '@jest/globals';
import { createCipher } from '../../src/ciphers/create-cipher.ts';
import { cipherContract, fromHex, seal } from './cipher-contract.ts';

cipherContract({ name: 'none', checkedFrom: 16, unreadBytes: 0 });

describe('none', () => {
  it('writes a nonce, the checksum of the payload in little-endian, and the payload', () => {
    const datagram = Buffer.from(seal(createCipher('none'), Buffer.from('123456789')));
    expect(datagram.subarray(16).toString('hex')).toBe('2639f4cb313233343536373839');
  });

  it('opens an empty payload', () => {
    expect(createCipher('none').open(fromHex('00'.repeat(20)))).toHaveLength(0);
  });
});
