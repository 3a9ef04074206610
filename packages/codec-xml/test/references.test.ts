import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeAttribute, decodeReferences } from '../src/references.ts';

describe('decodeReferences', () => {
  it.each([
    ['', ''],
    ['plain; text', 'plain; text'],
    ['&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
    ['&#65;&#x41;&#x1f389;&#x1F389;', 'AA🎉🎉'],
    ['&#13;&#0010;', '\r\n'],
    ['a&amp;lt;b', 'a&lt;b'],
    ['&amp;#38;#38;', '&#38;#38;'],
  ])('reads %j', (text, expected) => {
    expect(decodeReferences(text)).toBe(expected);
  });

  it.each([
    ['&', 'that is cut off'],
    ['&lt', 'that is cut off'],
    ['a & b; c', 'to an entity that is not predefined'],
    ['&;', 'to an entity that is not predefined'],
    ['&foo;', 'to an entity that is not predefined'],
    ['&LT;', 'to an entity that is not predefined'],
    ['&nbsp;', 'to an entity that is not predefined'],
    ['&toString;', 'to an entity that is not predefined'],
    ['&#;', 'to an entity that is not predefined'],
    ['&#x;', 'to an entity that is not predefined'],
    ['&#X41;', 'to an entity that is not predefined'],
    ['&#-1;', 'to an entity that is not predefined'],
    ['&#1e3;', 'to an entity that is not predefined'],
    ['&#0;', 'to no legal character'],
    ['&#x1F;', 'to no legal character'],
    ['&#xD800;', 'to no legal character'],
    ['&#xFFFE;', 'to no legal character'],
    ['&#x110000;', 'to no legal character'],
    [`&#${'9'.repeat(10_000)};`, 'to no legal character'],
  ])('refuses %j', (text, what) => {
    const message = `XML with a reference ${what} is refused`;
    expect(() => decodeReferences(text)).toThrow(
      expect.objectContaining({ code: 'DECODE_FAILED', message }),
    );
  });

  it('never makes more of a text than it was', () => {
    const parts = fc.constantFrom('&lt;', '&amp;', '&#38;', '&#x1F389;', 'lt;', '#38;', 'é', ';');
    fc.assert(
      fc.property(fc.array(parts), (chosen) => {
        const text = chosen.join('');
        expect(decodeReferences(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('decodeAttribute', () => {
  it('makes spaces of tabs and line ends, but not of references to them', () => {
    expect(decodeAttribute('a\tb\nc&#9;d&#10;e')).toBe('a b c\td\ne');
  });
});
