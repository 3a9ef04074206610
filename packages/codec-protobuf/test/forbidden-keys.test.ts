import { describe, expect, it } from '@jest/globals';
import { refuseForbiddenKeys } from '../src/forbidden-keys.ts';
import { errorOf } from './kitchen.ts';

const polluting: object = JSON.parse('{"map":[{"__proto__":{"a":1}}]}');

function refuse(value: object, text: string): void {
  refuseForbiddenKeys(value, new TextEncoder().encode(text));
}

describe('refuseForbiddenKeys', () => {
  it('refuses the key wherever its bytes are', () => {
    for (let before = 0; before < 40; before++) {
      const error = errorOf(() => refuse(polluting, `${'o'.repeat(before)}__proto__x`));
      expect(error.code).toBe('FORBIDDEN_KEY');
      expect(error.message).toBe('a protobuf map with the key __proto__ is refused');
    }
    for (const text of [
      '__proto__',
      '___proto__',
      '____proto__',
      '__pro__proto__',
      '__prot__proto__',
    ]) {
      expect(errorOf(() => refuse(polluting, text)).code).toBe('FORBIDDEN_KEY');
    }
  });

  it('does not look at values where the bytes hold no such word', () => {
    for (const text of ['', '__proto_', '_proto__', '__prot0__', '__PROTO__', '_'.repeat(50)]) {
      refuse(polluting, text);
    }
  });

  it('accepts the word in values', () => {
    refuse({ a: '__proto__', b: [Uint8Array.of(1), null, 1n] }, '__proto__');
  });

  it('goes through a million levels without recursion', () => {
    let value: object = {};
    for (let level = 0; level < 1_000_000; level++) value = { value };
    refuse(value, '__proto__');
  });
});
