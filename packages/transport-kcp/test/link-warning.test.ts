import { describe, expect, it } from '@jest/globals';
import { createCipher } from '../src/ciphers/create-cipher.ts';
import { LinkWarning } from '../src/link-warning.ts';

describe('LinkWarning', () => {
  it('warns once of sessions that leave the machine without aes-gcm', () => {
    const warnings: object[] = [];
    const warning = new LinkWarning(createCipher('null'), {
      warn: (fields) => void warnings.push(fields),
    });
    for (const address of ['127.0.0.1', '192.0.2.1', '192.0.2.2']) warning.check(address);
    expect(warnings).toEqual([{ peer: '192.0.2.1' }]);
  });

  it('has nothing to say of aes-gcm', () => {
    const warnings: object[] = [];
    const cipher = createCipher('aes-gcm', new Uint8Array(16));
    new LinkWarning(cipher, { warn: (fields) => void warnings.push(fields) }).check('192.0.2.1');
    expect(warnings).toEqual([]);
  });
});
