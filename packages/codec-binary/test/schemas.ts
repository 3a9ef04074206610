import fc from 'fast-check';
import { type Field, fields, type Struct, struct, type StructOptions } from '../src/index.ts';

const { array, bool, bytes, f32, f64, i16, i32, i64, i8, list, map, oneOf, optional } = fields;
const { string, u16, u32, u64, u8, union, varint, varint64, zigzag, zigzag64 } = fields;

/** A field, and the values that it takes. */
interface Part {
  readonly field: Field<unknown>;
  readonly values: fc.Arbitrary<unknown>;
}

/** A codec that was made up, and a value of it. */
export interface Case {
  readonly codec: Struct<object>;
  /** The same schema without generated code. */
  readonly walked: Struct<object>;
  readonly value: object;
}

/** Schemas and values at random. Those of the floats are left out on demand: a NaN has many forms. */
export function anyCase(options: { floats: boolean }): fc.Arbitrary<Case> {
  return structPart(3, options.floats).chain(({ shape, values }) =>
    fc
      .record({ value: values, endian: fc.constantFrom('little' as const, 'big' as const) })
      .map(({ value, endian }) => ({
        codec: made(shape, { endian }),
        walked: made(shape, { endian, generateCode: false }),
        value,
      })),
  );
}

type Shape = Record<string, Field<unknown>>;

interface StructPart {
  readonly shape: Shape;
  readonly values: fc.Arbitrary<object>;
}

function made(shape: Shape, options?: StructOptions): Struct<object> {
  return struct(shape, options);
}

function structPart(depth: number, floats: boolean): fc.Arbitrary<StructPart> {
  const part = anyPart(depth, floats);
  return fc.dictionary(NAME, part, { maxKeys: 6, noNullPrototype: true }).map((parts) => ({
    shape: mapped(parts, ({ field }) => field),
    values: fc.record(
      mapped(parts, ({ values }) => values),
      { noNullPrototype: true },
    ),
  }));
}

function anyPart(depth: number, floats: boolean): fc.Arbitrary<Part> {
  const scalar = fc.constantFrom(...SCALARS, ...(floats ? FLOATS : []));
  if (depth === 0) return scalar;
  const inner = anyPart(depth - 1, floats);
  return fc.oneof(
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: inner.filter(({ field }) => takesBytes(field)).map(listPart) },
    { weight: 1, arbitrary: fc.tuple(inner, fc.integer({ min: 1, max: 4 })).map(arrayPart) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...KEYS), inner).map(mapPart) },
    {
      weight: 1,
      arbitrary: inner.filter(({ field }) => !('isOptional' in field)).map(optionalPart),
    },
    { weight: 1, arbitrary: structPart(depth - 1, floats).map(nestedPart) },
    { weight: 1, arbitrary: fc.array(structPart(depth - 1, floats), VARIANTS).map(unionPart) },
  );
}

function listPart({ field, values }: Part): Part {
  return { field: list(field), values: fc.array(values, { maxLength: 5 }) };
}

function arrayPart([{ field, values }, length]: [Part, number]): Part {
  return {
    field: array(field, length),
    values: fc.array(values, { minLength: length, maxLength: length }),
  };
}

function mapPart([key, { field, values }]: [Part, Part]): Part {
  const entries = fc.array(fc.tuple(key.values, values), { maxLength: 5 });
  return { field: map(key.field, field), values: entries.map((all) => new Map(all)) };
}

function optionalPart({ field, values }: Part): Part {
  return { field: optional(field), values: fc.option(values, { nil: undefined }) };
}

function nestedPart({ shape, values }: StructPart): Part {
  return { field: made(shape), values };
}

function unionPart(variants: readonly StructPart[]): Part {
  const named = variants.map((variant, index) => [`variant${index}`, variant] as const);
  const structs = Object.fromEntries(named.map(([name, { shape }]) => [name, made(shape)]));
  const values = named.map(([name, variant]) =>
    variant.values.map((value) => ({ the_tag: name, ...value })),
  );
  return { field: union('the_tag', structs), values: fc.oneof(...values) };
}

function takesBytes(field: Field<unknown>): boolean {
  try {
    struct({ list: list(field) });
    return true;
  } catch {
    return false;
  }
}

function mapped<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function part<T>(field: Field<T>, values: fc.Arbitrary<T>): Part {
  return { field, values };
}

function integers(field: Field<number>, min: number, max: number): Part {
  return part(field, fc.integer({ min, max }));
}

const NAME = fc
  .oneof(fc.string(), fc.constantFrom('constructor', 'prototype', 'at', 'v'))
  .filter((name) => name !== '__proto__' && !/^\d+$/.test(name));
const TEXT = fc.string({ unit: 'binary', maxLength: 60 });
const U64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const I64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const VARIANTS = { minLength: 1, maxLength: 3 };
const KEYS: readonly Part[] = [
  part(string, TEXT),
  part(oneOf('__proto__', 'b'), fc.constantFrom('__proto__' as const, 'b' as const)),
  part(bool, fc.boolean()),
  part(u64, U64),
  part(zigzag64, I64),
  integers(u8, 0, 0xff),
  integers(i32, -(2 ** 31), 2 ** 31 - 1),
  integers(varint, 0, 2 ** 32 - 1),
];
const SCALARS: readonly Part[] = [
  ...KEYS,
  part(bytes, fc.uint8Array({ maxLength: 40 })),
  part(i64, I64),
  part(varint64, U64),
  part(u64.asNumber, fc.maxSafeNat()),
  part(i64.asNumber, fc.maxSafeInteger()),
  part(zigzag64.asNumber, fc.maxSafeInteger()),
  integers(u16, 0, 0xffff),
  integers(u32, 0, 2 ** 32 - 1),
  integers(i8, -128, 127),
  integers(i16, -(2 ** 15), 2 ** 15 - 1),
  integers(zigzag, -(2 ** 31), 2 ** 31 - 1),
];
const FLOATS: readonly Part[] = [part(f32, fc.float()), part(f64, fc.double())];
