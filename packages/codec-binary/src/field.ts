import type { ByteWriter } from '@net/core';
import type { Budget } from './budget.ts';
import type { Input } from './input.ts';
import type { Lengths } from './lengths.ts';

/** One place of a schema: says which values stand there, and how they are written. */
export interface Field<T> {
  /** @internal The functions for the place that `context` describes. @throws TypeError */
  compile(context: Context): Coder<T>;
}

/** A field whose value may be absent. */
export interface OptionalField<T> extends Field<T | undefined> {
  readonly isOptional: true;
}

/** What a schema has decided once its fields are compiled. */
export interface Context {
  /** Where in the schema this is, for errors: `entities[].name`. */
  readonly path: string;
  /** Structs, lists and the like around this. */
  readonly depth: number;
  readonly littleEndian: boolean;
  readonly layout: 'varint' | 'gonet';
  readonly lengths: Lengths;
  readonly generateCode: boolean;
}

/** A field, compiled. */
export interface Coder<T> {
  /** The least that a value takes on the wire. */
  readonly minBytes: number;
  /** Values in it that count against `maxNodes`, but for those of lists and maps in it. */
  readonly nodes: number;
  /** Where all values take `minBytes`: how to write and read where there is room already. */
  readonly fixed?: FixedCoder<T>;
  /** Of values that can be the keys of a `Map`: what they are. */
  readonly key?: 'text' | 'number' | undefined;
  /** @throws NetError `ENCODE_FAILED`, `NODES_EXCEEDED`, or whatever a value of another type throws. */
  write(this: void, value: T, out: ByteWriter, budget: Budget): void;
  /** @throws NetError `DECODE_FAILED`, `NODES_EXCEEDED` */
  read(this: void, input: Input): T;
}

/** What a coder can do where the room is taken care of. */
export interface FixedCoder<T> {
  /** Fill all bytes from `at` on, which were reserved. */
  put(this: void, value: T, out: ByteWriter, at: number): void;
  /** Read from `at` on, where all bytes are there. */
  get(this: void, bytes: Uint8Array, at: number): T;
  /** The same as `put` in text, for values that fit; engines make more of it than of many calls. */
  readonly inline?: InlinePut | undefined;
}

/** JavaScript for generated code, about the value `v`, the writer `out` and the place `at`. */
interface InlinePut {
  /** An expression: whether `put` would accept `v`. */
  readonly fits: string;
  /** A statement that does what `put` does then. May use `words`. */
  readonly put: string;
}

/** A coder of values that all take `byteLength` bytes. */
export function fixedCoder<T>(
  byteLength: number,
  fixed: FixedCoder<T>,
  key?: Coder<T>['key'],
): Coder<T> {
  const { put, get } = fixed;
  return {
    minBytes: byteLength,
    nodes: 1,
    fixed,
    key,
    write: (value, out) => put(value, out, out.reserve(byteLength)),
    read: (input) => get(input.bytes, input.take(byteLength)),
  };
}

/** The context of `step`, a place inside of what `context` describes. @throws TypeError when too deep. */
export function inside(context: Context, step: string): Context {
  const depth = context.depth + 1;
  const path =
    context.path === ROOT ? step : `${context.path}${step.startsWith('[') ? '' : '.'}${step}`;
  if (depth <= MAX_DEPTH) return { ...context, path, depth };
  throw new TypeError(
    `${path}: a schema that nests ${depth} deep is over the limit of ${MAX_DEPTH}`,
  );
}

/** Refuse a field called `name` where a layout has none. @throws TypeError */
export function needsVarintLayout({ layout, path }: Context, name: string): void {
  if (layout === 'varint') return;
  throw new TypeError(`${path}: layout '${layout}' has no ${name}`);
}

/** The path of the outermost struct. */
export const ROOT = 'the value';
const MAX_DEPTH = 64;
