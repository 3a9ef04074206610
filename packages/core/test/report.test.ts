import { describe, expect, it } from '@jest/globals';
import { mayNestDeep, parseReport, printable } from '../src/report.ts';

describe('parseReport', () => {
  it('reads a small JSON object', () => {
    expect(parseReport(Buffer.from('{"a":[1,{"b":null}]}'))).toEqual({ a: [1, { b: null }] });
  });

  it('makes nothing of anything else', () => {
    for (const text of ['', '{', '[]', 'null', '7', '"x"', '{"a":1}x']) {
      expect(parseReport(Buffer.from(text))).toBeUndefined();
    }
  });

  it('makes nothing of what is long, nests deep or is no UTF-8', () => {
    expect(parseReport(Buffer.from(`{"a":"${'x'.repeat(50_000)}"}`))).toBeUndefined();
    expect(parseReport(Buffer.from(`{"a":${'['.repeat(2000)}`))).toBeUndefined();
    expect(parseReport(Buffer.from('7b2261223a22ff227d', 'hex'))).toBeUndefined();
  });

  it('leaves out what could reach a prototype', () => {
    const report = parseReport(Buffer.from('{"__proto__":{"a":1},"constructor":2,"b":3}'));
    expect(Object.keys(report ?? {})).toEqual(['b']);
  });
});

describe('mayNestDeep', () => {
  it('counts what opens', () => {
    expect(mayNestDeep('[{}]'.repeat(499))).toBe(false);
    expect(mayNestDeep('[{}]'.repeat(500))).toBe(true);
  });
});

describe('printable', () => {
  it('replaces control characters and cuts', () => {
    expect(printable('a\u0000b\u009bc')).toBe('a b c');
    expect(printable('x'.repeat(2000))).toHaveLength(1000);
  });
});
