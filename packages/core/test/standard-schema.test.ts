import { describe, expect, it } from '@jest/globals';
import { NetError } from '../src/errors.ts';
import { isSchema, type StandardSchema, validate } from '../src/standard-schema.ts';

type Validate = StandardSchema<unknown>['~standard']['validate'];

function schemaOf(validate: Validate): StandardSchema<unknown> {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

function failingAt(...paths: PropertyKey[][]): StandardSchema<unknown> {
  return schemaOf(() => ({ issues: paths.map((path) => ({ message: 'no', path })) }));
}

function messageOf(schema: StandardSchema<unknown>): string {
  try {
    validate(schema, 0, 'DECODE_FAILED');
  } catch (error) {
    if (error instanceof NetError) return `${error.code}: ${error.message}`;
  }
  throw new Error('no NetError was thrown');
}

describe('validate', () => {
  it('gives what the schema made of the value', () => {
    expect(
      validate(
        schemaOf((value) => ({ value: [value] })),
        1,
        'DECODE_FAILED',
      ),
    ).toEqual([1]);
  });

  it('names the first three places', () => {
    const text = 'DECODE_FAILED: the value fails its schema at a.0, b, its root and 1 more';
    expect(messageOf(failingAt(['a', 0], ['b'], [], ['c']))).toBe(text);
  });

  it('reads paths of keys and of segments', () => {
    const issue = { message: 'no', path: [{ key: 'a' }, Symbol('s')] };
    const schema = schemaOf(() => ({ issues: [issue] }));
    expect(messageOf(schema)).toBe('DECODE_FAILED: the value fails its schema at a.Symbol(s)');
  });

  it('escapes and cuts the keys that a peer chose', () => {
    const key = '\n\u{1b}'.repeat(100_000);
    const text = messageOf(failingAt([key, key], [key], [key], [key]));
    expect(text).toMatch(/^[ -~]+$/);
    expect(text.length).toBeLessThan(200 + 'DECODE_FAILED: '.length);
  });

  it('wraps what a schema throws', () => {
    const schema = schemaOf(() => {
      throw new Error('text');
    });
    const expected = 'DECODE_FAILED: the schema threw while it validated a value';
    expect(messageOf(schema)).toBe(expected);
  });

  it('refuses a promise, and keeps its rejection from ending the process', async () => {
    const schema = schemaOf(() => Promise.reject(new Error('nobody waits for it')));
    expect(messageOf(schema)).toMatch(/^INVALID_OPTION: .*returned a promise$/);
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('isSchema', () => {
  it('tells schemas from options, functions too', () => {
    expect(isSchema(schemaOf((value) => ({ value })))).toBe(true);
    expect(
      isSchema(
        Object.assign(
          () => 0,
          schemaOf((value) => ({ value })),
        ),
      ),
    ).toBe(true);
    expect(isSchema({})).toBe(false);
  });
});
