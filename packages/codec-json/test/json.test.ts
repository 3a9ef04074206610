import { describe, expect, it } from '@jest/globals';
import { ByteWriter, type Codec, NetError } from '@net/core';
import { codecContract } from '@net/testing';
import fc from 'fast-check';
import { z } from 'zod';
import { json, type StandardSchema } from '../src/index.ts';

const ANY = json<unknown>();

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

/** What `run` returns, or that it threw. */
function outcomeOf(run: () => unknown): unknown {
  try {
    return { value: run() };
  } catch {
    return 'an error';
  }
}

function snapshot(): string[] {
  return [Object.prototype, Array.prototype, Function.prototype].map((prototype) =>
    Reflect.ownKeys(prototype).map(String).join(),
  );
}

function codeOf(run: () => unknown): string {
  return errorOf(run).code;
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

function nestedValue(depth: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}

const valueWithoutForbiddenKeys = fc
  .jsonValue({ noUnicodeString: false })
  .filter((value) => !JSON.stringify(value).includes('proto'));

describe('json', () => {
  codecContract<unknown>(it, ANY, {
    values: [
      null,
      true,
      0,
      -1.5e300,
      '',
      'grüße 日本 🎉',
      [],
      {},
      [[1, { a: [null] }]],
      { '': 'x' },
    ],
    invalid: ['', ' ', '{', '[1,]', '{"a":1}x', 'undefined', "'a'", '01'].map((text) =>
      Buffer.from(text),
    ),
  });

  it('writes compact JSON in UTF-8', () => {
    const out = new ByteWriter();
    ANY.encode({ é: [1, null] }, out);
    expect(Buffer.from(out.take()).toString('hex')).toBe('7b22c3a9223a5b312c6e756c6c5d7d');
  });

  it('gives back any JSON value', () => {
    fc.assert(
      fc.property(valueWithoutForbiddenKeys, (value) => {
        const text = encode(ANY, value);
        expect(text).toBe(JSON.stringify(value));
        expect(decode(ANY, text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('agrees with JSON.parse on any text', () => {
    const characters = ['[', ']', '{', '}', '"', ',', ':', '\\', ' ', '0', 'a', '\n', '\u{feff}'];
    const unit = fc.constantFrom(...characters);
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const expected = outcomeOf(() => JSON.parse(text));
        expect(outcomeOf(() => decode(ANY, text))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the last of duplicate keys', () => {
    expect(decode(ANY, '{"a":1,"a":2}')).toEqual({ a: 2 });
  });
});

describe('json received from a hostile peer', () => {
  it('refuses an empty body', () => {
    const error = errorOf(() => decode(ANY, ''));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('a body of 0 characters is not JSON');
  });

  it('refuses a body that is cut off at any byte', () => {
    const body = Buffer.from('{"a":[1,"é\\n"],"b":true}');
    for (let end = 0; end < body.length; end++) {
      expect(codeOf(() => ANY.decode(body.subarray(0, end)))).toBe('DECODE_FAILED');
    }
  });

  it.each([
    ['an overlong slash', '22c0af22'],
    ['a surrogate', '22eda08022'],
    ['a cut sequence', '22e28222'],
    ['a stray continuation', '228022'],
    ['a code point over U+10FFFF', '22f490808022'],
    ['ff', '22ff22'],
  ])('refuses %s as UTF-8', (_name, hex) => {
    const error = errorOf(() => ANY.decode(Buffer.from(hex, 'hex')));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toMatch(/^a body of \d+ bytes is not UTF-8$/);
  });

  it('refuses bad UTF-8 far into a long body', () => {
    const body = Buffer.from(JSON.stringify('a'.repeat(5000)));
    body[4000] = 0xff;
    expect(codeOf(() => ANY.decode(body))).toBe('DECODE_FAILED');
  });

  it('accepts U+FFFD that the peer has written', () => {
    expect(decode(ANY, '"\u{fffd}"')).toBe('\u{fffd}');
  });

  it('refuses a byte order mark', () => {
    expect(codeOf(() => ANY.decode(Buffer.from('efbbbf7b7d', 'hex')))).toBe('DECODE_FAILED');
  });

  it('keeps the bytes of the peer out of the message, as the cause', () => {
    const error = errorOf(() => decode(ANY, 'secret\u{1b}[31m'));
    expect(error.message).not.toMatch(/secret|\[31m/);
    expect(error.cause).toBeInstanceOf(SyntaxError);
  });

  it('refuses a million opening brackets', () => {
    expect(codeOf(() => decode(ANY, '['.repeat(1_000_000)))).toBe('DEPTH_EXCEEDED');
    expect(codeOf(() => decode(ANY, '{"":'.repeat(250_000)))).toBe('DEPTH_EXCEEDED');
  });

  it('accepts 64 levels and refuses 65', () => {
    expect(decode(ANY, nested(64))).toEqual(JSON.parse(nested(64)));
    const error = errorOf(() => decode(ANY, nested(65)));
    expect(error.code).toBe('DEPTH_EXCEEDED');
    expect(error.message).toContain('65');
    expect(error.message).toContain('limit of 64');
  });

  it('does not count brackets inside of strings', () => {
    const value = ['['.repeat(200), '\\"[{'.repeat(200), { '{{[': ']}' }];
    expect(decode(ANY, JSON.stringify(value))).toEqual(value);
    const hidden = `["]]]]]]]]",${nested(64)}]`;
    expect(codeOf(() => decode(ANY, hidden))).toBe('DEPTH_EXCEEDED');
  });

  it('finds what is too deep between and behind long lists of records', () => {
    const records = JSON.stringify(
      Array.from({ length: 500 }, (_, id) => ({ id, items: [{ id }] })),
    );
    const list = records.slice(1, -1);
    expect(decode(ANY, `[${list},${nested(63)},${list}]`)).toHaveLength(1001);
    expect(codeOf(() => decode(ANY, `[${list},${nested(64)},${list}]`))).toBe('DEPTH_EXCEEDED');
    const trap = JSON.stringify('}]},{"a'.repeat(500));
    expect(codeOf(() => decode(ANY, `[${trap},${list},${nested(64)}]`))).toBe('DEPTH_EXCEEDED');
  });

  it('accepts 100,000 nodes and refuses one more', () => {
    const most = `[${'1,'.repeat(99_998)}1]`;
    expect(decode(ANY, most)).toHaveLength(99_999);
    const error = errorOf(() => decode(ANY, `[1,${most.slice(1)}`));
    expect(error.code).toBe('NODES_EXCEEDED');
    expect(error.message).toBe('JSON of 100001 nodes is over the limit of 100000');
  });

  it('refuses 50,000 keys and accepts one less', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => [`key${index}`, index]);
    const tooMany = JSON.stringify(Object.fromEntries(keys));
    expect(codeOf(() => decode(ANY, tooMany))).toBe('NODES_EXCEEDED');
    expect(decode(ANY, JSON.stringify(Object.fromEntries(keys.slice(1))))).toHaveProperty(
      'key1',
      1,
    );
  });

  it('accepts exactly 1 MiB and refuses a byte more', () => {
    const text = 'a'.repeat(1024 * 1024 - 2);
    expect(decode(ANY, `"${text}"`) === text).toBe(true);
    const error = errorOf(() => decode(ANY, `"${text}a"`));
    expect(error.code).toBe('MESSAGE_TOO_LARGE');
    expect(error.message).toBe('a JSON body of 1048577 bytes is over the limit of 1048576');
  });
});

describe('json with a forbidden key', () => {
  const forbidden = [
    '{"__proto__":{"polluted":true}}',
    '{"\\u005f_proto__":{"polluted":true}}',
    '{"__pr\\u006Fto__":{"polluted":true}}',
    '{"a":{"b":[0,{"__proto__":null}]}}',
    '[[{"__proto__":1}]]',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"c\\u006fnstructor":{"prototype":{"polluted":true}}}',
    `{"pad":"${'x'.repeat(400)}","a":[{"constructor":{"prototype":0}}]}`,
    `{"pad":"${'x'.repeat(400)}","__proto__":{"polluted":true}}`,
  ];

  it.each(forbidden)('rejects %s', (text) => {
    const error = errorOf(() => decode(ANY, text));
    expect(error.code).toBe('FORBIDDEN_KEY');
    expect(error.message).toMatch(/^JSON with a key (__proto__|constructor) is refused$/);
  });

  it.each(forbidden)('strips it from %s', (text) => {
    const value = decode(json<object>({ protoKeys: 'strip' }), text);
    const copy: object = Object.assign({}, value);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(value)).not.toMatch(/__proto__|constructor/);
  });

  it('accepts the words where they change no prototype', () => {
    const text = '{"a":"__proto__","constructor":"x","prototype":{},"b":{"constructor":{"c":1}}}';
    expect(decode(ANY, text)).toEqual(JSON.parse(text));
  });

  it('leaves the prototypes that everything shares as they were', () => {
    const before = snapshot();
    const strip = json<object>({ protoKeys: 'strip' });
    for (const text of forbidden) {
      Object.assign({}, decode(strip, text));
      expect(codeOf(() => decode(ANY, text))).toBe('FORBIDDEN_KEY');
    }
    expect(snapshot()).toEqual(before);
    expect('polluted' in {}).toBe(false);
  });
});

describe('json with other limits', () => {
  it('decodes a depth of a million, without recursion, when the limit is raised', () => {
    const codec = json<unknown>({ maxDepth: 1_000_000, maxNodes: false, maxBytes: false });
    const text = nested(1_000_000).replace('[]', '["\\u0041"]');
    expect(Array.isArray(decode(codec, text))).toBe(true);
    expect(codeOf(() => decode(codec, nested(1_000_001)))).toBe('DEPTH_EXCEEDED');
  });

  it('keeps a small limit exactly', () => {
    const codec = json<unknown>({ maxDepth: 1, maxNodes: 3, maxBytes: 16 });
    expect(decode(codec, '{"a":1}')).toEqual({ a: 1 });
    expect(decode(codec, '[ 1 , 2 ]')).toEqual([1, 2]);
    expect(codeOf(() => decode(codec, '[[]]'))).toBe('DEPTH_EXCEEDED');
    expect(codeOf(() => decode(codec, '[1,2,3]'))).toBe('NODES_EXCEEDED');
    expect(codeOf(() => decode(codec, '[1,              2]'))).toBe('MESSAGE_TOO_LARGE');
  });

  it.each([0, -1, 1.5, NaN, Infinity])('rejects a limit of %p', (limit) => {
    expect(codeOf(() => json({ maxBytes: limit }))).toBe('INVALID_OPTION');
  });
});

describe('json of what it cannot write', () => {
  it.each([[undefined], [() => 1], [Symbol('s')], [1n]])('refuses %p', (value) => {
    expect(codeOf(() => encode(ANY, value))).toBe('ENCODE_FAILED');
  });

  it('refuses a cyclic value', () => {
    const value: unknown[] = [];
    value.push(value);
    expect(errorOf(() => encode(ANY, value)).cause).toBeInstanceOf(TypeError);
    expect(codeOf(() => encode(ANY, value))).toBe('ENCODE_FAILED');
  });

  it('refuses a value whose toJSON throws', () => {
    const failing = { toJSON: () => JSON.parse('{') as unknown };
    expect(codeOf(() => encode(ANY, failing))).toBe('ENCODE_FAILED');
  });

  it('writes 64 levels and refuses 65', () => {
    expect(encode(ANY, nestedValue(64))).toBe(nested(64));
    expect(codeOf(() => encode(ANY, nestedValue(65)))).toBe('DEPTH_EXCEEDED');
  });

  it('refuses a value deeper than the stack', () => {
    const deep = nestedValue(200_000);
    expect(codeOf(() => encode(ANY, deep))).toBe('DEPTH_EXCEEDED');
    interface Endless {
      toJSON(): Endless[];
    }
    const endless: Endless = { toJSON: () => [{ ...endless }] };
    expect(codeOf(() => encode(ANY, endless))).toBe('DEPTH_EXCEEDED');
  });

  it('refuses more nodes than the peer accepts', () => {
    const value = Array.from({ length: 100_000 }, () => 1);
    expect(codeOf(() => encode(ANY, value))).toBe('NODES_EXCEEDED');
    expect(decode(ANY, encode(ANY, value.slice(1)))).toHaveLength(99_999);
  });

  it('refuses more bytes than the limit, counted in UTF-8', () => {
    const codec = json<string>({ maxBytes: 8 });
    expect(encode(codec, 'ééé')).toBe('"ééé"');
    expect(codeOf(() => encode(codec, 'éééé'))).toBe('MESSAGE_TOO_LARGE');
    expect(codeOf(() => encode(codec, 'seven77'))).toBe('MESSAGE_TOO_LARGE');
  });
});

describe('json with a schema', () => {
  const User = z.object({ name: z.string(), age: z.number().int() });

  const evenNumber: StandardSchema<number> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        typeof value === 'number' && value % 2 === 0
          ? { value }
          : { issues: [{ message: 'is not an even number' }] },
    },
  };

  it('gives the type and the value of the schema', () => {
    const codec: Codec<{ name: string; age: number }> = json(User);
    expect(decode(codec, '{"name":"Ada","age":36,"more":1}')).toEqual({ name: 'Ada', age: 36 });
    expect(encode(codec, { name: 'Ada', age: 36 })).toBe('{"name":"Ada","age":36}');
  });

  it('names the path of what fails', () => {
    const error = errorOf(() => decode(json(z.array(User)), '[{"name":"Ada","age":1.5}]'));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('the value fails its schema at 0.age');
    expect(error.cause).toHaveLength(1);
  });

  it('takes a schema made by hand', () => {
    expect(decode(json(evenNumber), '4')).toBe(4);
    const error = errorOf(() => decode(json(evenNumber), '5'));
    expect(error.message).toBe('the value fails its schema at its root');
  });

  it('encodes the output of a schema that transforms', () => {
    const Day = z.union([z.date(), z.iso.datetime().transform((text) => new Date(text))]);
    const codec: Codec<Date> = json(Day);
    const day = new Date('2026-01-02T03:04:05.000Z');
    expect(decode(codec, encode(codec, day))).toEqual(day);
  });

  it('checks what it encodes only when it is told to', () => {
    expect(encode(json(evenNumber), 5)).toBe('5');
    const strict = json(evenNumber, { validateOutgoing: true });
    expect(encode(strict, 4)).toBe('4');
    expect(codeOf(() => encode(strict, 5))).toBe('ENCODE_FAILED');
  });

  it('checks forbidden keys before the schema sees the value', () => {
    expect(codeOf(() => decode(json(z.any()), '{"__proto__":1}'))).toBe('FORBIDDEN_KEY');
  });

  it('refuses to validate outgoing values without a schema', () => {
    expect(codeOf(() => json({ validateOutgoing: true }))).toBe('INVALID_OPTION');
  });

  it('refuses a schema that validates asynchronously', () => {
    const later = json(z.string().refine(() => Promise.resolve(true)));
    const error = errorOf(() => decode(later, '"a"'));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toContain('by zod, returned a promise');
  });
});

describe('json with declared types', () => {
  const Order = z.object({
    id: z.bigint(),
    at: z.date().optional(),
    lines: z.array(z.object({ data: z.instanceof(Uint8Array) })),
  });
  const types = { id: 'bigint', at: 'date', lines: [{ data: 'bytes' }] } as const;
  const codec = json(Order, { types });
  const order = { id: 2n ** 60n, at: new Date(5), lines: [{ data: Uint8Array.of(1, 2) }] };

  codecContract<unknown>(it, json({ types }), {
    values: [order, { id: 0n }, { id: -1n, lines: [] }, null],
    invalid: ['{"id":1}', '{"id":"x"}', '{"at":"now"}', '{"lines":[{"data":"?"}]}', '[]'].map(
      (text) => Buffer.from(text),
    ),
  });

  it('writes them as texts, and reads them before the schema does', () => {
    const text =
      '{"id":"1152921504606846976","at":"1970-01-01T00:00:00.005Z","lines":[{"data":"AQI="}]}';
    expect(encode(codec, order)).toBe(text);
    expect(decode(codec, text)).toEqual(order);
  });

  it('gives back any values of these kinds', () => {
    const values = fc.record({
      id: fc.bigInt(),
      at: fc.date({ noInvalidDate: true }),
      lines: fc.array(fc.record({ data: fc.uint8Array() })),
    });
    fc.assert(
      fc.property(values, (value) => expect(decode(codec, encode(codec, value))).toEqual(value)),
    );
  });

  it('checks types, schema and guards one after the other', () => {
    expect(codeOf(() => decode(codec, '{"id":"1","lines":5}'))).toBe('DECODE_FAILED');
    expect(errorOf(() => decode(codec, '{"id":"1"}')).message).toContain(
      'fails its schema at lines',
    );
    expect(codeOf(() => decode(codec, '{"id":"1","__proto__":"1"}'))).toBe('FORBIDDEN_KEY');
    const strip = json<object>({ types: { '*': 'bigint' }, protoKeys: 'strip' });
    const value = decode(strip, '{"a":"1","__proto__":"2"}');
    expect(Object.entries(value)).toEqual([['a', 1n]]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('refuses to write what is of another kind', () => {
    const wrong: unknown = { ...order, id: 5 };
    expect(errorOf(() => encode(json<unknown>({ types }), wrong)).message).toBe(
      'id is not a bigint of at most 4096 digits',
    );
    const failing: unknown = Object.defineProperty({}, 'id', {
      enumerable: true,
      get: () => JSON.parse('{') as unknown,
    });
    expect(codeOf(() => encode(json<unknown>({ types }), failing))).toBe('ENCODE_FAILED');
  });

  it('takes a declaration that follows the type only', () => {
    // @ts-expect-error: id is a bigint
    expect(json(Order, { types: { id: 'date' } })).toBeDefined();
    // @ts-expect-error: there is no such member
    expect(json<{ a: bigint }>({ types: { b: 'bigint' } })).toBeDefined();
    expect(codeOf(() => json({ types: 'number' as 'bigint' }))).toBe('INVALID_OPTION');
  });
});
