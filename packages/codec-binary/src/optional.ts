import { readFlag } from './bool.ts';
import { type Field, needsVarintLayout, type OptionalField } from './field.ts';

/**
 * A value or `undefined`: a byte 1 and the value, or a byte 0. A struct's member of this kind may be
 * left out, and arrives as `undefined`.
 *
 * @throws TypeError for a field that is optional already: nobody could tell the two apart.
 */
export function optional<T>(field: Field<T>): OptionalField<T> {
  if ('isOptional' in field) throw new TypeError('optional() was given an optional field');
  return {
    isOptional: true,
    compile: (context) => {
      needsVarintLayout(context, 'optional()');
      const { nodes, write, read } = field.compile(context);
      return {
        minBytes: 1,
        nodes: 1 + nodes,
        write: (value, out, budget) => {
          out.writeUint8(value === undefined ? 0 : 1);
          if (value !== undefined) write(value, out, budget);
        },
        read: (input) => {
          const isThere = readFlag(input.bytes[input.take(1)] ?? 0, context.path);
          return isThere ? read(input) : undefined;
        },
      };
    },
  };
}
