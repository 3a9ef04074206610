import { decodeFailed, encodeFailed } from './failures.ts';
import { type Field, inside } from './field.ts';
import type { Input } from './input.ts';

/** Values of one kind: how many, then these. @throws TypeError for an element that takes no bytes. */
export function list<T>(element: Field<T>): Field<T[]> {
  return {
    compile: (context) => {
      const { path, lengths } = context;
      const { minBytes, nodes, write, read } = element.compile(inside(context, '[]'));
      if (minBytes === 0)
        throw new TypeError(`${path}: the elements of a list take a byte at least`);
      return {
        minBytes: lengths.minBytes,
        nodes: 1,
        write: (value, out, budget) => {
          if (!Array.isArray(value)) throw encodeFailed(path, value, 'an array');
          const count = value.length;
          budget.take(count * nodes);
          lengths.put(count, out, out.reserve(lengths.bytesOf(count)), path);
          // Not for…of: holes are elements, and refused by what writes them.
          for (let index = 0; index < count; index += 1) write(value[index] as T, out, budget);
        },
        read: (input) => {
          const count = lengths.read(input, path);
          checkCount(count, minBytes, input, path);
          input.budget.take(count * nodes);
          const values = Array<T>(count);
          for (let index = 0; index < count; index += 1) values[index] = read(input);
          return values;
        },
      };
    },
  };
}

/** Refuse a declared count that the bytes left cannot hold. @throws NetError `DECODE_FAILED` */
export function checkCount(count: number, minBytes: number, input: Input, path: string): void {
  if (count <= input.left / minBytes) return;
  throw decodeFailed(
    path,
    `${count} values of ${minBytes} bytes or more are over the ${input.left} bytes left`,
  );
}
