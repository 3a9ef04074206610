import { describe, expect, it } from '@jest/globals';
import { checkName, endOfName, refuseForbidden } from '../src/names.ts';

const OF_OBJECTS = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
];

describe('endOfName', () => {
  it('finds where a name ends', () => {
    expect(endOfName('<a>', 1)).toBe(2);
    expect(endOfName('<soap:Body-2.x id="">', 1)).toBe(14);
    expect(endOfName('größe日本🎉 ', 0)).toBe(9);
    expect(endOfName('name', 0)).toBe(4);
  });

  it.each(['', '<', ' a', '-a', '.a', '7a', '"', '\u{b7}a', '\u{300}a', '×', '\u{0}', '@a'])(
    'finds no name at the start of %j',
    (text) => {
      expect(endOfName(text, 0)).toBe(0);
    },
  );

  it('ends a name at everything that JavaScript takes for white space', () => {
    for (const space of [
      ' ',
      '\t',
      '\n',
      '\u{a0}',
      '\u{1680}',
      '\u{2003}',
      '\u{2028}',
      '\u{3000}',
      '\u{feff}',
    ]) {
      expect(endOfName(`a${space}b`, 0)).toBe(1);
    }
  });
});

describe('refuseForbidden', () => {
  it.each(OF_OBJECTS)('refuses %s', (name) => {
    expect(() => refuseForbidden(`<${name} `, 1, name.length + 1)).toThrow(
      `XML with an element or attribute ${name} is refused`,
    );
  });

  it('accepts names that only look like them', () => {
    for (const name of ['__proto', 'a:__proto__', 'Constructor', 'prototypes', 'tostring', 'x']) {
      refuseForbidden(name, 0, name.length);
    }
  });
});

describe('checkName', () => {
  it('accepts names', () => {
    for (const name of ['a', '_', 'soap:Envelope', 'größe', 'a-b.c2']) checkName(name);
  });

  it.each(['', 'a b', 'a>', 'a/', '1a', '<a', 'a=', 'a"', '#text', 'a\u{d800}', 'a\u{dc00}b'])(
    'refuses to write %j',
    (name) => {
      expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'ENCODE_FAILED' }));
    },
  );

  it.each(OF_OBJECTS)('refuses to write %s', (name) => {
    expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'FORBIDDEN_KEY' }));
  });

  it('cuts and escapes the name that it names', () => {
    expect(() => checkName(`\n${'a'.repeat(1000)}`)).toThrow(
      /^\\u000aa{1,40}\.\.\. is no XML name$/,
    );
  });
});
