import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '@net/core';
import { Budget } from '../src/budget.ts';
import { type Context, type Field, fixedCoder, inside, ROOT } from '../src/field.ts';
import { Input } from '../src/input.ts';
import { varintLengths } from '../src/lengths.ts';
import { list } from '../src/list.ts';
import { string } from '../src/string.ts';
import { struct } from '../src/struct.ts';

const CONTEXT: Context = {
  path: ROOT,
  depth: 0,
  layout: 'varint',
  littleEndian: true,
  lengths: varintLengths,
  generateCode: true,
};

describe('fixedCoder', () => {
  it('makes room for what it puts, and takes what it gets', () => {
    const coder = fixedCoder<number>(2, {
      put: (value, out, at) => out.setUint16(at, value),
      get: (bytes, at) => (bytes[at] ?? 0) + (bytes[at + 1] ?? 0),
    });
    const out = new ByteWriter();
    out.writeUint8(9);
    coder.write(0x0102, out, new Budget(0));
    const bytes = out.take();
    expect(Buffer.from(bytes).toString('hex')).toBe('090102');
    const input = new Input(bytes, new Budget(0));
    input.take(1);
    expect(coder.read(input)).toBe(3);
    expect(input.left).toBe(0);
  });
});

describe('inside', () => {
  it('builds the path', () => {
    const place = inside(inside(inside(CONTEXT, 'entities'), '[]'), 'name');
    expect(place.path).toBe('entities[].name');
    expect(place.depth).toBe(3);
  });

  it('refuses a schema that nests deeper than 64', () => {
    const nested = (depth: number): Field<unknown> =>
      depth === 0 ? string : list(nested(depth - 1));
    expect(() => struct({ a: nested(63) })).not.toThrow();
    expect(() => struct({ a: nested(64) })).toThrow(
      /^a(\[\]){64}: a schema that nests 65 deep is over the limit of 64$/,
    );
  });
});
