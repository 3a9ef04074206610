import { describe, expect, it } from '@jest/globals';
import { type ContentOptions, writeElement } from '../src/content.ts';

const options: ContentOptions = { lists: new Set(['item']), maxDepth: 64, maxNodes: 1000 };

function write(value: unknown, chosen: Partial<ContentOptions> = {}): string {
  return writeElement('m', value, { ...options, ...chosen });
}

function refusalOf(value: unknown, chosen: Partial<ContentOptions> = {}): unknown {
  try {
    return write(value, chosen);
  } catch (error) {
    return error;
  }
}

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 1; level < depth; level++) value = { a: value };
  return value;
}

describe('writeElement', () => {
  it.each<[unknown, string]>([
    ['', '<m/>'],
    ['hi', '<m>hi</m>'],
    [{}, '<m/>'],
    [{ a: undefined, b: '' }, '<m><b/></m>'],
    [{ '@id': 7, '@on': true, '#text': 'x' }, '<m id="7" on="true">x</m>'],
    [{ a: { b: { c: 'x' } } }, '<m><a><b><c>x</c></b></a></m>'],
    [{ item: ['a', { '@k': 'v' }, ''] }, '<m><item>a</item><item k="v"/><item/></m>'],
    [{ item: [] }, '<m/>'],
    [{ '@xmlns:s': 'urn:s', 's:a': '1' }, '<m xmlns:s="urn:s"><s:a>1</s:a></m>'],
    [{ b: '', '#text': ' \n' }, '<m>&#32;\n<b/></m>'],
    [{ b: '', '#text': ' x' }, '<m> x<b/></m>'],
  ])('writes %j as %s', (value, expected) => {
    expect(write(value)).toBe(expected);
  });

  it('writes numbers, booleans, bigints and dates as a schema reads them', () => {
    const value = { a: -0, b: 1e21, c: false, d: 2n ** 64n, e: new Date(0) };
    expect(write(value)).toBe(
      '<m><a>-0</a><b>1e+21</b><c>false</c><d>18446744073709551616</d><e>1970-01-01T00:00:00.000Z</e></m>',
    );
  });

  it('escapes whatever could end a text or an attribute', () => {
    expect(write('</m><x>&lt;]]>\r\n')).toBe('<m>&lt;/m&gt;&lt;x&gt;&amp;lt;]]&gt;&#13;\n</m>');
    expect(write({ '@a': '" x="\'<&>\t\n\r' })).toBe(
      '<m a="&quot; x=&quot;\'&lt;&amp;&gt;&#9;&#10;&#13;"/>',
    );
  });

  it.each([
    [{ 'a><b': '' }],
    [{ 'a b="c"': '' }],
    [{ '@a="1" b': '' }],
    [{ '@': '' }],
    [{ '!--': '' }],
    [{ '?xml': '' }],
    [{ '': '' }],
  ])('refuses %j as a name', (value) => {
    expect(refusalOf(value)).toMatchObject({ code: 'ENCODE_FAILED' });
  });

  it.each([[{ constructor: '' }], [{ '@toString': '' }], [JSON.parse('{"__proto__":""}')]])(
    'refuses the forbidden name of %j',
    (value) => {
      expect(refusalOf(value)).toMatchObject({ code: 'FORBIDDEN_KEY' });
    },
  );

  it.each<[unknown, string]>([
    [null, 'm has the type null, which has no XML here'],
    [{ a: null }, 'a has the type null, which has no XML here'],
    [undefined, 'm has the type undefined, which has no XML here'],
    [{ a: Number.NaN }, 'a has the type number, which has no XML here'],
    [{ '@a': Infinity }, 'a has the type number, which has no XML here'],
    [{ a: () => 1 }, 'a has the type function, which has no XML here'],
    [{ a: Symbol('s') }, 'a has the type symbol, which has no XML here'],
    [{ a: new Date(Number.NaN) }, 'a has the type object, which has no XML here'],
    [{ '@a': {} }, 'a has the type object, which has no XML here'],
    [{ a: new Map() }, 'a has the type list, map or bytes, which has no XML here'],
    [{ a: new Uint8Array(2) }, 'a has the type list, map or bytes, which has no XML here'],
    [['x'], 'm has the type list, map or bytes, which has no XML here'],
    [{ item: [['x']] }, 'item has the type list, map or bytes, which has no XML here'],
    [{ a: ['x'] }, 'a is a list, and not among the names in the option lists'],
    [{ item: 'x' }, 'item is no list, but among the names in the option lists'],
    [{ a: 'x\u{0}' }, 'XML has no character U+0000, at 1 of 2'],
    [{ '@a': '\u{d800}' }, 'XML has no character U+d800, at 0 of 1'],
  ])('refuses %p', (value, message) => {
    expect(refusalOf(value)).toMatchObject({ code: 'ENCODE_FAILED', message });
  });

  it('writes as deep as the limit and no deeper', () => {
    expect(write(nested(64))).toContain('<a>x</a>');
    const message = 'XML that nests 65 deep or more is over the limit of 64, the option maxDepth';
    expect(refusalOf(nested(65))).toMatchObject({ code: 'DEPTH_EXCEEDED', message });
  });

  it('counts elements and attributes', () => {
    const value = { '@a': '1', item: ['x', 'y'] };
    expect(write(value, { maxNodes: 4 })).toContain('y');
    const message =
      'XML of 4 elements and attributes or more is over the limit of 3, the option maxNodes';
    expect(refusalOf(value, { maxNodes: 3 })).toMatchObject({ code: 'NODES_EXCEEDED', message });
  });
});
