import { describe, expect, it } from '@jest/globals';
import { createParser } from '../src/parser.ts';

const parse = createParser(new Set(['item', 'list']));

describe('createParser', () => {
  it('gives text, attributes and elements, all of them strings', () => {
    expect(parse('<m a="007" b=\'0x1F\'><n>1.50</n><t>true</t><e/></m>')).toEqual({
      m: { '@a': '007', '@b': '0x1F', n: '1.50', t: 'true', e: '' },
    });
  });

  it('gives text beside attributes and elements as #text', () => {
    expect(parse('<m a="x">hi</m>')).toEqual({ m: { '@a': 'x', '#text': 'hi' } });
    expect(parse('<m>one <b>two</b> three</m>')).toEqual({
      m: { b: 'two', '#text': 'one  three' },
    });
  });

  it('keeps the white space of text, and drops that of layout', () => {
    expect(parse('<m> <a> x\n</a>\t<b> </b>\r\n<c>\u{a0}</c></m>')).toEqual({
      m: { a: ' x\n', b: ' ', c: '\u{a0}' },
    });
    expect(parse('<m>&#32;<a/></m>')).toEqual({ m: { a: '', '#text': ' ' } });
  });

  it('makes arrays of what is a list, and of what is repeated', () => {
    expect(parse('<m><item>1</item><x>1</x><x>2</x></m>')).toEqual({
      m: { item: ['1'], x: ['1', '2'] },
    });
  });

  it('keeps prefixes and their declarations', () => {
    expect(parse('<s:E xmlns:s="urn:s" s:a="1"><s:B/></s:E>')).toEqual({
      's:E': { '@xmlns:s': 'urn:s', '@s:a': '1', 's:B': '' },
    });
  });

  it('decodes references once, in text and in attributes', () => {
    expect(parse('<m a="&amp;lt;&#10;">&lt;b&gt;&amp;amp;</m>')).toEqual({
      m: { '@a': '&lt;\n', '#text': '<b>&amp;' },
    });
  });
});
