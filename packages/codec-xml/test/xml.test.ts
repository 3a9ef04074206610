import { describe, expect, it } from '@jest/globals';
import { ByteWriter, type Codec, NetError } from '@net/core';
import { codecContract } from '@net/testing';
import fc from 'fast-check';
import { z } from 'zod';
import { xml, type StandardSchema, type XmlOptions } from '../src/index.ts';

const ANY = xml<unknown>({ lists: ['item'] });

function encode<T>(codec: Codec<T>, value: T): string {
  const out = new ByteWriter();
  codec.encode(value, out);
  return Buffer.from(out.take()).toString();
}

function decode<T>(codec: Codec<T>, text: string): T {
  return codec.decode(Buffer.from(text));
}

function errorOf(run: () => unknown): NetError {
  try {
    run();
  } catch (error) {
    if (error instanceof NetError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function codeOf(run: () => unknown): string {
  return errorOf(run).code;
}

function snapshot(): string[] {
  return [Object.prototype, Array.prototype, Function.prototype].map((prototype) =>
    Reflect.ownKeys(prototype).map(String).join(),
  );
}

function message(content: string): string {
  return `<message>${content}</message>`;
}

function nested(depth: number): string {
  return message('<a>'.repeat(depth - 1) + '</a>'.repeat(depth - 1));
}

describe('xml', () => {
  codecContract<unknown>(it, ANY, {
    values: [
      '',
      ' \t\r\n',
      'grüße 日本 🎉 <&>"\']]>',
      { a: '', b: ' x ' },
      { '@id': 'a"\n\t', '#text': 'text' },
      { item: ['1', { '@k': 'v' }, { a: { b: '' } }, ''] },
      { '@xmlns:s': 'urn:s', 's:a': { '@s:b': '' }, größe: '1' },
      { '#text': ' \n', a: '' },
    ],
    invalid: [
      '',
      ' ',
      '<message>',
      '<other/>',
      'text',
      '{}',
      '<message/>x',
      '<message>&;</message>',
    ].map((text) => Buffer.from(text)),
  });

  it('writes compact XML in UTF-8', () => {
    const out = new ByteWriter();
    ANY.encode({ é: '1' }, out);
    expect(Buffer.from(out.take()).toString('hex')).toBe(
      '3c6d6573736167653e3cc3a93e313c2fc3a93e3c2f6d6573736167653e',
    );
  });

  it('gives back any content that is made of strings', () => {
    const name = fc.constantFrom('a', 'b-c', 's:d', 'é', '日本', '_');
    const character = fc.constantFrom(...'ab é日&<>"\'\t\n\r]-;#x\u{a0}\u{85}'.split(''), '🎉');
    const text = fc.string({ unit: character, maxLength: 8 });
    const { content } = fc.letrec<{ content: unknown; element: unknown }>((tie) => ({
      content: fc.oneof({ maxDepth: 4 }, text, tie('element')),
      element: fc
        .record({
          attributes: fc.dictionary(
            name.map((key) => `@${key}`),
            text,
            { maxKeys: 2, noNullPrototype: true },
          ),
          children: fc.dictionary(name, tie('content'), { maxKeys: 3, noNullPrototype: true }),
          items: fc.array(tie('content'), { minLength: 1, maxLength: 3 }),
          text: text.filter((value) => value !== ''),
        })
        .map(({ attributes, children, items, text }) => ({
          ...attributes,
          ...children,
          item: items,
          '#text': text,
        })),
    }));
    fc.assert(
      fc.property(content, (value) => {
        expect(decode(ANY, encode(ANY, value))).toEqual(value);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads what people and other programs write', () => {
    const text = `\u{feff}<?xml version="1.0" encoding="UTF-8"?>
      <!-- an order -->
      <message id='7'>
        <item>one</item>
        <note><![CDATA[<b>&amp;</b>]]></note>
        <empty></empty>
      </message>
    `;
    const value = { '@id': '7', item: ['one'], note: '<b>&amp;</b>', empty: '' };
    expect(decode(ANY, text)).toEqual(value);
  });

  it('reads line ends as XML does, in text, CDATA and attributes', () => {
    const text = '<message a="1\r\n2"><b>1\r\n2\r3</b><c><![CDATA[1\r\n2]]></c></message>';
    expect(decode(ANY, text)).toEqual({ '@a': '1 2', b: '1\n2\n3', c: '1\n2' });
  });

  it('never guesses a type', () => {
    const text = message('<a>007</a><b>0x1F</b><c>true</c><d>1e5</d><e>null</e>');
    const value = { a: '007', b: '0x1F', c: 'true', d: '1e5', e: 'null' };
    expect(decode(ANY, text)).toEqual(value);
  });

  it('names the root as it is told, and refuses another one', () => {
    const codec = xml<unknown>({ root: 'o:order', lists: ['o:order'] });
    expect(encode(codec, { a: '1' })).toBe('<o:order><a>1</a></o:order>');
    expect(decode(codec, '<o:order><a>1</a></o:order>')).toEqual({ a: '1' });
    const error = errorOf(() => decode(codec, '<order/>'));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('the root element is not o:order, the option root');
  });
});

describe('xml with a schema', () => {
  const Order = z.object({
    '@id': z.coerce.number().int(),
    paid: z.union([z.boolean(), z.stringbool()]),
    due: z.coerce.date(),
    item: z.array(z.object({ name: z.string(), count: z.coerce.number() })).default([]),
  });

  it('gives the types and the values of the schema, both ways', () => {
    const codec: Codec<z.output<typeof Order>> = xml(Order, { lists: ['item'] });
    const value = { '@id': 7, paid: true, due: new Date(0), item: [{ name: 'x', count: 2 }] };
    const text = encode(codec, value);
    expect(text).toBe(
      '<message id="7"><paid>true</paid><due>1970-01-01T00:00:00.000Z</due><item><name>x</name><count>2</count></item></message>',
    );
    expect(decode(codec, text)).toEqual(value);
    expect(decode(codec, encode(codec, { ...value, item: [] }))).toEqual({ ...value, item: [] });
  });

  it('names the path of what fails', () => {
    const text = '<message id="x"><paid>true</paid><due>1970</due></message>';
    const error = errorOf(() => decode(xml(Order), text));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('the value fails its schema at @id');
    expect(error.cause).toHaveLength(1);
  });

  it('takes a schema made by hand', () => {
    const even: StandardSchema<number> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) =>
          Number(value) % 2 === 0 ? { value: Number(value) } : { issues: [{ message: 'is odd' }] },
      },
    };
    expect(decode(xml(even), message('4'))).toBe(4);
    expect(codeOf(() => decode(xml(even), message('5')))).toBe('DECODE_FAILED');
    expect(encode(xml(even), 5)).toBe(message('5'));
    const strict = xml(even, { validateOutgoing: true });
    expect(codeOf(() => encode(strict, 5))).toBe('ENCODE_FAILED');
  });

  it('refuses to validate outgoing values without a schema', () => {
    expect(codeOf(() => xml({ validateOutgoing: true }))).toBe('INVALID_OPTION');
  });

  it('refuses a schema that validates asynchronously', () => {
    const later = xml(z.string().refine(() => Promise.resolve(true)));
    const error = errorOf(() => decode(later, message('a')));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toContain('by zod, returned a promise');
  });
});

describe('xml received from a hostile peer', () => {
  it.each([
    [
      'a billion laughs',
      `<!DOCTYPE a [<!ENTITY b "${'b'.repeat(90)}"><!ENTITY c "${'&b;'.repeat(90)}">]>${message('&c;'.repeat(90))}`,
    ],
    [
      'a quadratic blow-up',
      `<!DOCTYPE a [<!ENTITY b "${'b'.repeat(30_000)}">]>${message('&b;'.repeat(10_000))}`,
    ],
    [
      'an external entity',
      `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${message('&b;')}`,
    ],
    [
      'a parameter entity',
      `<!DOCTYPE a [<!ENTITY % b SYSTEM "http://localhost/">%b;]>${message('')}`,
    ],
    ['an entity called l.', `<!DOCTYPE a [<!ENTITY l. "x">]>${message('&lt;')}`],
    ['a DTD elsewhere', '<!DOCTYPE message SYSTEM "file:///a.dtd"><message/>'],
  ])('refuses %s', (_name, text) => {
    expect(codeOf(() => decode(ANY, text))).toBe('XML_DTD_FORBIDDEN');
  });

  it('decodes as many numeric references as fit, to less than they were', () => {
    const text = message('&#65;'.repeat(13_000));
    expect(decode(ANY, text) === 'A'.repeat(13_000)).toBe(true);
  });

  it('refuses 100,000 attributes and 100,000 elements', () => {
    const attributes = Array.from({ length: 100_000 }, (_, at) => `a${at}=""`).join(' ');
    expect(codeOf(() => decode(ANY, `<message ${attributes}/>`))).toBe('MESSAGE_TOO_LARGE');
    const large = xml<unknown>({ maxBytes: 2_000_000 });
    expect(codeOf(() => decode(large, `<message ${attributes}/>`))).toBe('NODES_EXCEEDED');
    expect(codeOf(() => decode(large, message('<a/>'.repeat(100_000))))).toBe('NODES_EXCEEDED');
  });

  it('accepts 64 levels and refuses 65', () => {
    expect(decode(ANY, nested(64))).toBeInstanceOf(Object);
    expect(codeOf(() => decode(ANY, nested(65)))).toBe('DEPTH_EXCEEDED');
    expect(codeOf(() => decode(ANY, '<a>'.repeat(20_000)))).toBe('DEPTH_EXCEEDED');
  });

  it('refuses depth that only the stack bounds', () => {
    const codec = xml<unknown>({ maxDepth: false, maxNodes: false, maxBytes: false });
    expect(codeOf(() => decode(codec, nested(200_000)))).toBe('DEPTH_EXCEEDED');
    let deep: unknown = '';
    for (let level = 0; level < 200_000; level++) deep = { a: deep };
    expect(codeOf(() => encode(codec, deep))).toBe('DEPTH_EXCEEDED');
  });

  it('accepts exactly 64 KiB and refuses a byte more, naming the option', () => {
    const text = message('é'.repeat((65_536 - 19) / 2 - 0.5) + 'a');
    expect(Buffer.byteLength(text)).toBe(65_536);
    expect(decode(ANY, text)).toHaveLength(32_759);
    const error = errorOf(() => decode(ANY, `${text} `));
    expect(error.code).toBe('MESSAGE_TOO_LARGE');
    expect(error.message).toBe(
      'an XML body of 65537 bytes is over the limit of 65536, the option maxBytes',
    );
  });

  it.each([
    ['an overlong slash', '<message>c0af</message>'],
    ['a surrogate', '<message>eda080</message>'],
    ['a cut sequence', '<message>e282</message>'],
    ['ff', '<message>ff</message>'],
  ])('refuses %s as UTF-8', (_name, text) => {
    const [start = '', hex = '', end = ''] = text.split(/(?<=>)|(?=<\/)/);
    const body = Buffer.concat([Buffer.from(start), Buffer.from(hex, 'hex'), Buffer.from(end)]);
    expect(errorOf(() => ANY.decode(body)).message).toMatch(/^a body of \d+ bytes is not UTF-8$/);
  });

  it('refuses characters that XML has not', () => {
    for (const character of ['\u{0}', '\u{1b}', '\u{fffe}', '&#0;', '&#xFFFF;', '&#xDC00;']) {
      expect(codeOf(() => decode(ANY, message(character)))).toBe('DECODE_FAILED');
    }
  });

  it('keeps the bytes of the peer out of the message', () => {
    const texts = [
      '<secret/>',
      message('&secret;'),
      '<message secret>',
      message('<secret>'),
      'secret',
    ];
    for (const text of texts)
      expect(errorOf(() => decode(ANY, text)).message).not.toMatch(/secret/);
  });
});

describe('xml that would change prototypes', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'valueOf', 'toString'];
  const payloads = names.flatMap((name) => [
    `<${name}/>`,
    `<${name}><polluted>true</polluted></${name}>`,
    message(`<${name}><polluted>true</polluted></${name}>`),
    message(`<a><b><${name}>x</${name}></b></a>`),
    message(`<a ${name}="polluted"/>`),
    message(`<item/><item><${name}/></item>`),
    `<message ${name}="polluted"><prototype/></message>`,
  ]);

  it.each(payloads)('refuses %s', (text) => {
    expect(codeOf(() => decode(ANY, text))).toBe('FORBIDDEN_KEY');
  });

  it('leaves the prototypes that everything shares as they were', () => {
    const before = snapshot();
    const harmless = names.flatMap((name) => [
      message(`<a:${name} b:${name}="x"/>`),
      message(`<a>${name}</a>`),
      `<message a="${name}"/>`,
    ]);
    for (const text of harmless) {
      const copy: object = Object.assign({}, structuredClone(decode(ANY, text)));
      expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    }
    for (const text of payloads) codeOf(() => decode(ANY, text));
    expect(snapshot()).toEqual(before);
    expect('polluted' in {}).toBe(false);
  });
});

describe('xml with other limits', () => {
  it.each<[XmlOptions, string, string]>([
    [{ maxBytes: 18 }, '<message></message>', 'MESSAGE_TOO_LARGE'],
    [{ maxDepth: 1 }, message('<a/>'), 'DEPTH_EXCEEDED'],
    [{ maxNodes: 1 }, '<message a=""/>', 'NODES_EXCEEDED'],
  ])('keeps %j', (options, text, code) => {
    expect(codeOf(() => decode(xml(options), text))).toBe(code);
    expect(decode(xml(options), '<message/>')).toBe('');
  });

  it('counts the bytes that it writes in UTF-8', () => {
    const codec = xml<string>({ maxBytes: 24 });
    expect(encode(codec, 'éé')).toBe(message('éé'));
    expect(codeOf(() => encode(codec, 'ééé'))).toBe('MESSAGE_TOO_LARGE');
    expect(codeOf(() => encode(codec, 'seven77'))).toBe('MESSAGE_TOO_LARGE');
  });

  it.each([0, -1, 1.5, NaN, Infinity])('rejects a limit of %p', (limit) => {
    for (const name of ['maxBytes', 'maxDepth', 'maxNodes']) {
      expect(codeOf(() => xml({ [name]: limit }))).toBe('INVALID_OPTION');
    }
  });

  it('refuses to write a value whose getter throws', () => {
    const failing = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => JSON.parse('{') as unknown,
    });
    const error = errorOf(() => encode(ANY, failing));
    expect(error.code).toBe('ENCODE_FAILED');
    expect(error.cause).toBeInstanceOf(SyntaxError);
  });
});
