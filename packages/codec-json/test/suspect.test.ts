import { describe, expect, it } from '@jest/globals';
import { mayHoldForbiddenKeys } from '../src/suspect.ts';

function isSuspect(text: string): boolean {
  return mayHoldForbiddenKeys(text, JSON.parse(text));
}

describe('mayHoldForbiddenKeys', () => {
  it('finds a forbidden key in short and in long texts', () => {
    for (const pad of ['', 'x'.repeat(1000)]) {
      for (const part of [
        '{"__proto__":1}',
        '{"\\u005f_proto__":1}',
        '{"constructor":{"prototype":1}}',
        '{"c\\u006fnstructor":{"prototype":{}}}',
      ]) {
        expect(isSuspect(part.replace('{', `{"pad":"${pad}",`))).toBe(true);
        expect(isSuspect(`{"pad":"${pad}","a":[${part}]}`)).toBe(true);
        expect(isSuspect(`["${pad}",${part}]`)).toBe(true);
      }
      expect(isSuspect(`{"a":"日本 \\n \\u65e5 ${pad}","b":[{"proto":1}]}`)).toBe(false);
    }
  });

  it('needs both words of constructor and prototype', () => {
    expect(isSuspect('[{"a":["constructor","prototype"]}]')).toBe(true);
    expect(isSuspect('[{"a":["constructor"]}]')).toBe(false);
    expect(isSuspect('[{"a":["prototype","protocol"]}]')).toBe(false);
  });

  it('passes values without objects inside, whatever they say', () => {
    expect(isSuspect('[["constructor","prototype","__proto__"]]')).toBe(false);
    expect(isSuspect('{"a":"__proto__","constructor":1,"prototype":null}')).toBe(false);
    expect(isSuspect('{}')).toBe(false);
    expect(isSuspect('"\\n"')).toBe(false);
  });
});
