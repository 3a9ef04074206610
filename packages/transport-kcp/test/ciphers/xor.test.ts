import { describe, expect, it } from '@jest/globals';
import { createCipher } from '../../src/ciphers/create-cipher.ts';
import { cipherContract, fromHex } from './cipher-contract.ts';

cipherContract({ name: 'xor', key: '00112233445566778899', checkedFrom: 16, unreadBytes: 0 });

describe('xor', () => {
  it('refuses a datagram longer than its mask', () => {
    const cipher = createCipher('xor', fromHex('01'));
    const packet = new Uint8Array(1501);
    expect(cipher.seal(packet, 1480)).toBe(1500);
    expect(cipher.open(packet)).toBeUndefined();
    expect(cipher.open(packet.subarray(0, 1500))).toHaveLength(1480);
  });
});
