import { describe, expect, it } from '@jest/globals';
import { deriveKey } from '../src/key.ts';

describe('deriveKey', () => {
  it.each([
    ['password', 'salt', 1, '0c60c80f961f0e71f3a9b524af6012062fe037a6'],
    ['password', 'salt', 2, 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957'],
    ['password', 'salt', 4096, '4b007901b765489abead49d926f721d065a429c1'],
    ['pass\0word', 'sa\0lt', 4096, '56fa6aa75548099dcc37d7f03425e0c3'],
  ])('derives from %j and %j in %d rounds what RFC 6070 has', (password, salt, iterations, key) => {
    const derived = deriveKey(password, salt, { iterations, keyBytes: key.length / 2 });
    expect(Buffer.from(derived).toString('hex')).toBe(key);
  });

  it('takes 1,024 rounds and 32 bytes, as gonet, when it is not told', () => {
    const said = deriveKey('a', 'b', { iterations: 1024, keyBytes: 32 });
    expect(Buffer.compare(deriveKey('a', 'b'), said)).toBe(0);
  });

  it.each<[object, string]>([
    [{ iterations: 0 }, 'iterations of deriveKey() is a whole number from 1 to 100000000, got 0'],
    [{ iterations: NaN }, 'iterations of deriveKey() is a whole number'],
    [{ keyBytes: -1 }, 'keyBytes of deriveKey() is a whole number from 1 to 1024, got -1'],
    [{ keyBytes: 1.5 }, 'keyBytes of deriveKey() is a whole number'],
    [{ rounds: 4096 }, 'rounds of deriveKey() does not exist'],
  ])('refuses %j', (options, message) => {
    const derive = (): unknown => deriveKey('a', 'b', options);
    expect(derive).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(derive).toThrow(`the option ${message}`);
  });

  it('refuses what is not text', () => {
    // Programs without types can pass anything.
    const nothing = undefined as unknown as string;
    expect(() => deriveKey(nothing, 'b')).toThrow('password of deriveKey() is a string');
    expect(() => deriveKey('a', nothing)).toThrow(
      'the option salt of deriveKey() is a string, got undefined',
    );
  });
});
