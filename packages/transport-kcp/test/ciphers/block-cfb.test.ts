import { createDecipheriv } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import type { CipherName } from '../../src/cipher.ts';
import { createCipher } from '../../src/ciphers/create-cipher.ts';
import { cipherContract, fromHex, seal } from './cipher-contract.ts';

const key = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const facts = { checkedFrom: 0, unreadBytes: 16 };
cipherContract({ ...facts, name: 'aes-128', key: key.slice(0, 32) });
cipherContract({ ...facts, name: 'aes-192', key: key.slice(0, 48) });
cipherContract({ ...facts, name: 'aes-256', key });
cipherContract({ ...facts, name: 'sm4', key: key.slice(0, 32) });
// The first of its 8-byte blocks hides nothing that is read.
cipherContract({ ...facts, name: '3des', key: key.slice(0, 48), checkedFrom: 8 });

describe('block-cfb', () => {
  it.each<[CipherName, string, string, string]>([
    ['aes-128', 'aes-128-cfb', key.slice(0, 32), initialVector()],
    ['aes-192', 'aes-192-cfb', key.slice(0, 48), initialVector()],
    ['aes-256', 'aes-256-cfb', key, initialVector()],
    ['sm4', 'sm4-cfb', key.slice(0, 32), initialVector()],
    ['3des', 'des-ede3-cfb', key.slice(0, 48), initialVector().slice(0, 16)],
  ])(
    'makes packets of %s that CFB from the vector of kcp-go opens',
    (name, algorithm, hex, vector) => {
      const cipher = createCipher(name, fromHex(hex));
      for (let size = 0; size < 100; size++) {
        const payload = Buffer.from(seededRandom(size).bytes(size));
        const decipher = createDecipheriv(algorithm, fromHex(hex), fromHex(vector));
        const plain = decipher.update(seal(cipher, payload));
        expect(plain.subarray(20).toString('hex')).toBe(payload.toString('hex'));
      }
    },
  );

  it('begins each packet with a block of its own', () => {
    const cipher = createCipher('aes-128', fromHex(key.slice(0, 32)));
    const blocks = Array.from({ length: 1000 }, () =>
      Buffer.from(seal(cipher, fromHex('00'))).toString('hex', 0, 16),
    );
    expect(new Set(blocks).size).toBe(1000);
  });
});

function initialVector(): string {
  return 'a7734f9c12ac1b01a415f2c1fc78e66b';
}
