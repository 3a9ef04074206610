import { NetError } from '@net/core';
import { SCALAR_TEXTS, type ScalarKind, type ScalarText } from './scalar-texts.ts';

/**
 * Where in a `T` there are values that JSON has no form for: `'bigint'`, `'date'` or `'bytes'` for
 * such a value; `{ member: … }` for an object, with `'*'` for all members not named; `[…]`, of one,
 * for all elements of an array. What is not named stays JSON.
 */
export type JsonTypes<T> = unknown extends T ? AnyTypes : TypesOf<NonNullable<T>>;

type TypesOf<T> = T extends bigint
  ? 'bigint'
  : T extends Date
    ? 'date'
    : T extends Uint8Array
      ? 'bytes'
      : T extends readonly (infer E)[]
        ? readonly [JsonTypes<E>]
        : T extends object
          ? { readonly [K in keyof T]?: JsonTypes<T[K]> }
          : never;

/** A declaration, whatever it is for. */
type AnyTypes = ScalarKind | readonly [AnyTypes] | { readonly [name: string]: AnyTypes };

/** A declaration, ready for use. */
export type TypePlan = ScalarPlan | ElementsPlan | MembersPlan;

/** A value that is a text in JSON. */
interface ScalarPlan {
  /** Where this is, for errors: `lines[].price`. */
  readonly path: string;
  readonly scalar: ScalarText;
}

/** An array. */
interface ElementsPlan {
  readonly path: string;
  readonly elements: TypePlan;
}

/** An object. */
export interface MembersPlan {
  readonly path: string;
  readonly members: ReadonlyMap<string, TypePlan>;
  /** For all other members. */
  readonly others: TypePlan | undefined;
}

/** What `types` declares. @throws NetError `INVALID_OPTION` */
export function planTypes(types: unknown, path = '', depth = 1): TypePlan {
  const place = path === '' ? 'types' : `types: ${path}`;
  const scalar = SCALAR_TEXTS.get(types);
  if (scalar !== undefined) return { path, scalar };
  if (depth > MAX_DEPTH) throw invalid(`${place} nests deeper than ${MAX_DEPTH}`);
  if (typeof types !== 'object' || types === null) {
    throw invalid(`${place} is 'bigint', 'date', 'bytes', an object or an array`);
  }
  if (!Array.isArray(types)) return planMembers(types, path, depth);
  if (types.length === 1) return { path, elements: planTypes(types[0], `${path}[]`, depth + 1) };
  throw invalid(`${place} is an array of one, which stands for all elements`);
}

function planMembers(types: object, path: string, depth: number): MembersPlan {
  const members = new Map<string, TypePlan>();
  for (const [name, type] of Object.entries(types)) {
    if (name === '__proto__') throw invalid('types names __proto__, which is never received');
    members.set(name, planTypes(type, path === '' ? name : `${path}.${name}`, depth + 1));
  }
  const others = members.get('*');
  members.delete('*');
  return { path, members, others };
}

function invalid(text: string): NetError {
  return new NetError('INVALID_OPTION', text);
}

const MAX_DEPTH = 64;
