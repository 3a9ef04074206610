import { describe, expect, it } from '@jest/globals';
import { isSuspect, mayHoldForbiddenKeys } from '../src/suspect.ts';

describe('isSuspect', () => {
  it('finds what needs a closer look in short and in long texts', () => {
    for (const pad of ['', 'x'.repeat(1000)]) {
      for (const part of ['"__proto__"', '\\u0063', '"constructor":{"prototype"', '\u{fffd}']) {
        expect(isSuspect(pad + part + pad)).toBe(true);
      }
      expect(isSuspect(`${pad}{"a":"日本 \\n \\u65e5"}${pad}`)).toBe(false);
    }
  });
});

describe('mayHoldForbiddenKeys', () => {
  it('needs both words of constructor and prototype', () => {
    expect(mayHoldForbiddenKeys('"constructor" "prototype"')).toBe(true);
    expect(mayHoldForbiddenKeys('"constructor"')).toBe(false);
    expect(mayHoldForbiddenKeys('"prototype" "protocol"')).toBe(false);
  });
});
