import {
  type Coder,
  type Context,
  type Field,
  fixedCoder,
  inside,
  needsVarintLayout,
} from './field.ts';
import { choiceAt, placeOf, placesOf } from './one-of.ts';
import { checkName, type Flat, type Infer } from './shape.ts';
import type { Struct } from './struct.ts';
import type { Member, StructValue } from './struct-parts.ts';

/** The structs of a union, by what the tag says. */
export type Variants = Readonly<Record<string, Struct<object>>>;

/** One of these structs, told apart by its member `Tag`. */
export type UnionOf<Tag extends string, V extends Variants> = {
  [K in keyof V]: Flat<{ [P in Tag]: K } & Infer<V[K]>>;
}[keyof V];

/**
 * One of these structs, and a member `tag` that says which: a byte, its place among them, and the
 * struct. A schema may add more behind them later.
 *
 * @throws TypeError for none, for more than 256, and where a struct has a member `tag` itself.
 */
export function union<const Tag extends string, const V extends Variants>(
  tag: Tag,
  variants: V,
): Field<UnionOf<Tag, V>> {
  checkName(tag);
  const names = Object.keys(variants);
  const places = placesOf(names, 'union()');
  const structs = Object.entries(variants);
  for (const [name, struct] of structs) checkVariant(tag, name, struct);
  const field: Field<StructValue> = {
    compile: (context) => {
      needsVarintLayout(context, 'union()');
      const coders = structs.map(([name, struct]) =>
        struct.compileTagged(inside(context, name), tagMember(tag, name)),
      );
      return unionCoder(tag, places, coders, context);
    },
  };
  // What the coders of the variants read and write, each with its tag.
  return field as Field<unknown> as Field<UnionOf<Tag, V>>;
}

function unionCoder(
  tag: string,
  places: ReadonlyMap<unknown, number>,
  coders: readonly Coder<StructValue>[],
  { path }: Context,
): Coder<StructValue> {
  return {
    minBytes: 1 + Math.min(...coders.map(({ minBytes }) => minBytes)),
    nodes: 1 + Math.max(...coders.map(({ nodes }) => nodes)),
    write: (value, out, budget) => {
      const place = placeOf(places, value[tag], `${path}.${tag}`);
      out.writeUint8(place);
      coders[place]?.write(value, out, budget);
    },
    read: (input) => {
      const place = input.bytes[input.take(1)] ?? 0;
      return choiceAt(coders, place, path).read(input);
    },
  };
}

/** A member that takes no bytes: the byte before the struct has said it. */
function tagMember(tag: string, name: string): Member {
  const coder = fixedCoder<unknown>(0, { put: () => {}, get: () => name });
  return { name: tag, coder: { ...coder, nodes: 0 } };
}

function checkVariant(tag: string, name: string, struct: Struct<object>): void {
  checkName(name);
  if (typeof struct?.compileTagged !== 'function') throw new TypeError(`${name}: not a struct`);
  if (!struct.has(tag)) return;
  throw new TypeError(`${name}: a struct of a union has its tag, ${tag}, as a member already`);
}
