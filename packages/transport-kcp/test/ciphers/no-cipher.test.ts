import { describe, expect, it } from '@jest/globals';
import { createCipher } from '../../src/ciphers/create-cipher.ts';
import { fromHex } from './cipher-contract.ts';

describe('null', () => {
  it('leaves every packet as it is', () => {
    const cipher = createCipher('null');
    const packet = fromHex('0102');
    expect([cipher.headerBytes, cipher.overheadBytes, cipher.seal(packet, 2)]).toEqual([0, 0, 2]);
    expect(cipher.open(packet)).toBe(packet);
    expect(packet.toString('hex')).toBe('0102');
    expect(cipher.isAuthenticated).toBe(false);
  });
});
