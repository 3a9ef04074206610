import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import type { CipherName } from '../../src/cipher.ts';
import { createCipher } from '../../src/ciphers/create-cipher.ts';
import { readCaptures } from '../support/captures.ts';

describe('createCipher', () => {
  it.each<[CipherName, number, number]>([
    ['null', 0, 0],
    ['none', 20, 20],
    ['xor', 20, 20],
    ['salsa20', 20, 20],
    ['aes-128', 20, 20],
    ['aes-192', 20, 20],
    ['aes-256', 20, 20],
    ['sm4', 20, 20],
    ['3des', 20, 20],
    ['aes-gcm', 12, 28],
  ])('says what %s adds to a packet', (name, headerBytes, overheadBytes) => {
    const bytes = KEY_BYTES.get(name);
    const cipher = createCipher(name, bytes === undefined ? undefined : new Uint8Array(bytes));
    expect(cipher).toMatchObject({ headerBytes, overheadBytes });
  });

  it.each<[CipherName, number[], string]>([
    ['null', [1], 'no key'],
    ['none', [1, 32], 'no key'],
    ['xor', [0, 1025], 'a key of 1 to 1024 bytes'],
    ['salsa20', [0, 33], 'a key of 1 to 32 bytes'],
    ['aes-128', [0, 15, 32], 'a key of 16 bytes'],
    ['aes-192', [16, 32], 'a key of 24 bytes'],
    ['aes-256', [16, 33], 'a key of 32 bytes'],
    ['sm4', [32], 'a key of 16 bytes'],
    ['3des', [16, 32], 'a key of 24 bytes'],
    ['aes-gcm', [0, 12, 17], 'a key of 16 or 24 or 32 bytes'],
  ])('refuses keys of other lengths for %s', (name, lengths, wanted) => {
    for (const length of lengths) {
      const text = `the cipher ${name} takes ${wanted}, got ${length} bytes`;
      expect(messageOf(() => createCipher(name, new Uint8Array(length)))).toBe(text);
    }
  });

  it('refuses names it does not know and keys that are not bytes', () => {
    // Programs without types can pass anything.
    const unknown = 'constructor' as CipherName;
    expect(messageOf(() => createCipher(unknown))).toBe('there is no cipher called constructor');
    const text = 'sixteen letters.' as unknown as Uint8Array;
    const message = 'the key of aes-128 is a Uint8Array, got string';
    expect(messageOf(() => createCipher('aes-128', text))).toBe(message);
  });

  it.each(readCaptures())('opens what kcp-go sent: $name', ({ cipher, key, datagrams }) => {
    const keyed = cipher === null || cipher === 'none' ? undefined : Buffer.from(key ?? '', 'hex');
    const ours = createCipher(cipher ?? 'null', keyed);
    for (const { raw, plain } of datagrams) {
      const payload = ours.open(Buffer.from(raw, 'hex'));
      expect(Buffer.from(payload ?? []).toString('hex')).toBe(plain);
    }
  });

  it('keeps a copy of the key', () => {
    const key = new Uint8Array(16);
    const [first, second] = [createCipher('salsa20', key), createCipher('salsa20', key)];
    key.fill(1);
    const packet = new Uint8Array(21);
    expect(second.open(packet.subarray(0, first.seal(packet, 1)))).toHaveLength(1);
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof NetError && error.code === 'INVALID_OPTION') return error.message;
  }
  throw new Error('INVALID_OPTION was not thrown');
}

const KEY_BYTES = new Map<CipherName, number>([
  ['xor', 5],
  ['salsa20', 32],
  ['aes-128', 16],
  ['aes-192', 24],
  ['aes-256', 32],
  ['sm4', 16],
  ['3des', 24],
  ['aes-gcm', 16],
]);
