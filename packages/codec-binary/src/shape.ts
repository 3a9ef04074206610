import { type Coder, type Context, type Field, inside, type OptionalField } from './field.ts';
import { generatedStruct } from './generated-struct.ts';
import { type Member, partsOf, type StructFunctions, type StructValue } from './struct-parts.ts';
import { walkedStruct } from './walked-struct.ts';

/** The members of a struct, in the order of the wire. */
export type Shape = Readonly<Record<string, Field<unknown>>>;

/** The values that a field stands for. */
export type Infer<F> = F extends Field<infer T> ? T : never;

/** The values that a struct of this shape stands for. */
export type ValueOf<S extends Shape> = Flat<
  { [K in Exclude<keyof S, OptionalKeys<S>>]: Infer<S[K]> } & {
    [K in OptionalKeys<S>]?: Infer<S[K]> | undefined;
  }
>;

/** One object type for an intersection of some. */
export type Flat<T> = { [K in keyof T]: T[K] };

type OptionalKeys<S extends Shape> = {
  [K in keyof S]: S[K] extends OptionalField<unknown> ? K : never;
}[keyof S];

/**
 * The coder of a struct of this shape.
 *
 * @param first stands before the others, as the tag of a union does.
 * @throws TypeError
 */
export function compileShape(shape: Shape, context: Context, first?: Member): Coder<StructValue> {
  const members = Object.entries(shape).map(([name, field]) => ({
    name,
    coder: field.compile(inside(context, name)),
  }));
  if (first !== undefined) members.unshift(first);
  const coders = members.map(({ coder }) => coder);
  return {
    minBytes: coders.reduce((sum, { minBytes }) => sum + minBytes, 0),
    nodes: coders.reduce((sum, { nodes }) => sum + nodes, 1),
    ...functionsOf(members, context),
  };
}

/** A copy of `shape`, whose names and fields fit. @throws TypeError */
export function checkShape<S extends Shape>(shape: S): S {
  // `{ __proto__: field }` makes no member but sets the prototype.
  if (isField(Object.getPrototypeOf(shape))) throw new TypeError(NO_PROTO);
  for (const [name, field] of Object.entries(shape)) {
    checkName(name);
    if (!isField(field)) throw new TypeError(`${name}: what stands here is not a field`);
  }
  return { ...shape };
}

/** Refuse a name that objects treat in another way than others. @throws TypeError */
export function checkName(name: string): void {
  if (name === '__proto__') throw new TypeError(NO_PROTO);
  if (!WHOLE_NUMBER.test(name)) return;
  throw new TypeError(`${name}: a name cannot be a number, which objects put before other names`);
}

function functionsOf(members: readonly Member[], { generateCode }: Context): StructFunctions {
  const parts = partsOf(members);
  return (generateCode ? generatedStruct(parts) : undefined) ?? walkedStruct(parts);
}

function isField(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'compile' in value;
}

const WHOLE_NUMBER = /^\d+$/;
const NO_PROTO = 'a struct cannot have a member called __proto__';
