import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import fc from 'fast-check';
import { checkDocument } from '../src/document.ts';

const limits = { maxDepth: 64, maxNodes: 10_000 };

function refusalOf(text: string, chosen = limits): NetError {
  try {
    checkDocument(text, chosen);
  } catch (error) {
    if (error instanceof NetError) return error;
    throw error;
  }
  throw new Error(`${text.slice(0, 80)} was accepted`);
}

function outcomeOf(text: string): string {
  try {
    checkDocument(text, limits);
    return 'accepted';
  } catch (error) {
    return error instanceof NetError ? error.code : String(error);
  }
}

function nested(depth: number): string {
  return '<a>'.repeat(depth) + '</a>'.repeat(depth);
}

describe('checkDocument', () => {
  it.each([
    '<a/>',
    '<a></a >',
    ' \r\n<a b="1" c=\'2"\'\n/>\t',
    '<größe 日="🎉">本</größe>',
    '<s:E xmlns:s="urn:s"><s:B s:x=""/></s:E>',
    '<a b = "x>y"><b/>text<b c="/"/></a>',
    '<a>]]></a>',
  ])('lets %j through as it is', (text) => {
    expect(checkDocument(text, limits)).toBe(text);
  });

  it.each([
    ['<?xml version="1.0"?><a/>', '<a/>'],
    ['\u{feff}<a/>', '<a/>'],
    ['\u{feff}<?xml version=\'1.1\' encoding="utf-8" standalone="yes" ?>\n<a/>', '\n<a/>'],
    ['<a><!-- <b> & -->x<!----></a>', '<a>x</a>'],
    ['<!-- c --><a/><!-- d -->', '<a/>'],
    ['<a><![CDATA[<b>&amp;]] >]]></a>', '<a>&lt;b>&amp;amp;]] ></a>'],
    ['<a>x<![CDATA[]]>y<![CDATA[<!--]]></a>', '<a>xy&lt;!--</a>'],
    ['<a><!-- <![CDATA[ --><b>]]></b></a>', '<a><b>]]></b></a>'],
  ])('gives the plain form of %j', (text, expected) => {
    expect(checkDocument(text, limits)).toBe(expected);
  });

  it.each([
    ['', 'there is no element, at 0'],
    [' \n', 'there is no element, at 2'],
    ['x', 'there is text outside of the root, at 0'],
    ['<a/>x', 'there is text outside of the root, at 4'],
    ['&lt;<a/>', 'there is text outside of the root, at 0'],
    ['\u{a0}<a/>', 'there is text outside of the root, at 0'],
    ['<a/><b/>', 'a second root, at 4'],
    ['<a></a><a></a>', 'a second root, at 7'],
    ['<a>', 'an element never ends, at 3'],
    ['<a><b></b>', 'an element never ends, at 10'],
    ['</a>', 'an end tag matches no start tag, at 0'],
    ['</>', 'an end tag matches no start tag, at 0'],
    ['<a></>', 'an end tag matches no start tag, at 3'],
    ['<a></b>', 'an end tag matches no start tag, at 3'],
    ['<a></ab>', 'an end tag matches no start tag, at 3'],
    ['<ab></a>', 'an end tag matches no start tag, at 4'],
    ['<a></ a>', 'an end tag matches no start tag, at 3'],
    ['<a></a x="1">', 'an end tag matches no start tag, at 3'],
    ['<a></a', 'an end tag matches no start tag, at 3'],
    ['<a></a></a>', 'an end tag matches no start tag, at 7'],
    ['<', 'a tag has no name, at 0'],
    ['< a/>', 'a tag has no name, at 0'],
    ['<1/>', 'a tag has no name, at 0'],
    ['<a', 'a tag is garbled, at 2'],
    ['<a b', 'an attribute has no quoted value, at 4'],
    ['<a b>', 'an attribute has no quoted value, at 4'],
    ['<a b=1>', 'an attribute has no quoted value, at 4'],
    ['<a b=`1`>', 'an attribute has no quoted value, at 4'],
    ['<a b "1">', 'an attribute has no quoted value, at 4'],
    ['<a b="1', 'an attribute never ends, at 5'],
    ['<a b="1\'/>', 'an attribute never ends, at 5'],
    ['<a b="<"/>', 'there is a < in an attribute, at 6'],
    ['<a b="1"c="2"/>', 'a tag is garbled, at 8'],
    ['<a b="1" b="2"/>', 'an attribute stands twice, at 9'],
    ['<a b="1" c="" b="2"/>', 'an attribute stands twice, at 14'],
    ['<a b="1" c="" c="2"/>', 'an attribute stands twice, at 14'],
    ['<a / >', 'a stray slash, at 3'],
    ['<a//>', 'a stray slash, at 2'],
    ['<a"/>', 'a tag is garbled, at 2'],
    ['<a\u{a0}b="1"/>', 'a tag is garbled, at 2'],
    ['<a\u{feff}b="1"/>', 'a tag is garbled, at 2'],
    ['<a\u{1680}b="1"/>', 'a tag is garbled, at 2'],
    ['<?php x?><a/>', 'a processing instruction, at 0'],
    ['<a><?xml version="1.0"?></a>', 'a processing instruction, at 3'],
    ['<?xml version="2.0"?><a/>', 'a processing instruction, at 0'],
    ['<?xml version="1.0" encoding="utf-16"?><a/>', 'a processing instruction, at 0'],
    [' <?xml version="1.0"?><a/>', 'a processing instruction, at 1'],
    ['<a><!-- x', 'a comment or CDATA section never ends, at 7'],
    ['<a><!-->', 'a comment or CDATA section never ends, at 7'],
    ['<a><!-- -- --></a>', '-- in a comment, at 8'],
    ['<a><![CDATA[x]]</a>', 'a comment or CDATA section never ends, at 12'],
    ['<![CDATA[x]]><a/>', 'there is a stray <!, at 0'],
    ['<a><![cdata[x]]></a>', 'there is a stray <!, at 3'],
    ['<a><![x]]></a>', 'there is a stray <!, at 3'],
    ['<a><!></a>', 'there is a stray <!, at 3'],
  ])('refuses %j', (text, what) => {
    const error = refusalOf(text);
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe(`a body of ${text.length} characters is refused as XML: ${what}`);
  });

  it.each([
    '<!DOCTYPE a><a/>',
    '<!doctype a><a/>',
    '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    '<a><!ENTITY b "c"></a>',
    '<a><!ELEMENT b></a>',
    '<a><![CDATA[<!DOCTYPE html>]]></a>',
    '<a><!-- <!ENTITY b "c"> --></a>',
  ])('refuses the declaration in %j', (text) => {
    const error = refusalOf(text);
    expect(error.code).toBe('XML_DTD_FORBIDDEN');
    expect(error.kind).toBe('codec');
    expect(error.message).toBe('XML with a document type or entities is refused');
  });

  it.each([
    '<__proto__/>',
    '<a><constructor></constructor></a>',
    '<a prototype=""/>',
    '<a><b toString="x"/></a>',
    '<a hasOwnProperty="1"/>',
  ])('refuses the name in %s', (text) => {
    expect(refusalOf(text).code).toBe('FORBIDDEN_KEY');
  });

  it('accepts 64 levels and refuses 65', () => {
    expect(checkDocument(nested(64), limits)).toBe(nested(64));
    const error = refusalOf(nested(65));
    expect(error.code).toBe('DEPTH_EXCEEDED');
    expect(error.message).toBe(
      'XML that nests 65 deep or more is over the limit of 64, the option maxDepth',
    );
    expect(refusalOf(`${'<a>'.repeat(64)}<b/>`).code).toBe('DEPTH_EXCEEDED');
  });

  it('counts elements and attributes', () => {
    const bounds = { maxDepth: 2, maxNodes: 4 };
    const text = '<a b="1"><c/><d></d></a>';
    expect(checkDocument(text, bounds)).toBe(text);
    const error = refusalOf('<a b="1"><c/><d e=""></d></a>', bounds);
    expect(error.code).toBe('NODES_EXCEEDED');
    expect(error.message).toBe(
      'XML of 5 elements and attributes or more is over the limit of 4, the option maxNodes',
    );
  });

  it('refuses a document that is cut off at any byte', () => {
    const text = '<?xml version="1.0"?><a b="c&amp;"><d>x</d><!-- e --><![CDATA[f]]><g/></a>';
    expect(checkDocument(text, limits)).toContain('<g/></a>');
    for (let end = 0; end < text.length; end++) refusalOf(text.slice(0, end));
  });

  it('goes through a million levels without recursion', () => {
    const unbounded = { maxDepth: Infinity, maxNodes: Infinity };
    const text = nested(1_000_000);
    expect(checkDocument(text, unbounded) === text).toBe(true);
  });

  it('takes time in proportion to hostile text', () => {
    const unbounded = { maxDepth: Infinity, maxNodes: Infinity };
    const parts = ['<a ', '<!--', '<![CDATA[', '<a b="', ' b=""', '<a>', '</', '&', '<a b="" '];
    for (const part of parts) {
      const text = `<a>${part.repeat((1024 * 1024) / part.length)}`;
      const startMs = performance.now();
      refusalOf(text, unbounded);
      expect(performance.now() - startMs).toBeLessThan(1000);
    }
  });

  it('throws nothing but its own errors, whatever the text', () => {
    const parts = [
      '<',
      '>',
      '/',
      'a',
      'b',
      '=',
      '"',
      "'",
      ' ',
      '!--',
      '--',
      '-->',
      '![CDATA[',
      ']]>',
      '?',
      '&',
      '\n',
      '\u{1680}',
      '🎉',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 24 }), (chosen) => {
        expect(outcomeOf(chosen.join(''))).toMatch(/^(accepted|DECODE_FAILED|XML_DTD_FORBIDDEN)$/);
      }),
      { numRuns: 5000 },
    );
  });
});
