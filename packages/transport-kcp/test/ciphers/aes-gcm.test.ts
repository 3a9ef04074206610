import { createCipheriv, createDecipheriv } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createCipher } from '../../src/ciphers/create-cipher.ts';
import { cipherContract, fromHex, seal } from './cipher-contract.ts';

const key = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
cipherContract({ name: 'aes-gcm', key, checkedFrom: 0, unreadBytes: 0 });

describe('aes-gcm', () => {
  it('writes a nonce of 12 bytes, the ciphertext and a tag of 16', () => {
    const cipher = createCipher('aes-gcm', fromHex(key));
    const datagram = seal(cipher, Buffer.from('attack at dawn'));
    expect(cipher.isAuthenticated).toBe(true);
    expect(datagram).toHaveLength(12 + 14 + 16);
    const decipher = createDecipheriv('aes-256-gcm', fromHex(key), datagram.subarray(0, 12));
    decipher.setAuthTag(datagram.subarray(26));
    const plain = decipher.update(datagram.subarray(12, 26), undefined, 'utf8');
    expect(plain + decipher.final('utf8')).toBe('attack at dawn');
  });

  it('opens a packet whose plaintext is empty, and nothing shorter', () => {
    const cipher = createCipher('aes-gcm', fromHex(key));
    expect(cipher.open(seal(cipher, fromHex('')))).toHaveLength(0);
    expect(cipher.open(new Uint8Array(27))).toBeUndefined();
  });

  it.each([
    ['aes-128-gcm', 16],
    ['aes-192-gcm', 24],
    ['aes-256-gcm', 32],
  ] as const)('takes the key of %s', (algorithm, bytes) => {
    const short = fromHex(key).subarray(0, bytes);
    const nonce = fromHex('0102030405060708090a0b0c');
    const other = createCipheriv(algorithm, short, nonce);
    const hidden = [nonce, other.update(fromHex('aabb')), other.final(), other.getAuthTag()];
    const payload = createCipher('aes-gcm', short).open(Buffer.concat(hidden));
    expect(Buffer.from(payload ?? []).toString('hex')).toBe('aabb');
  });
});
