import { encodeFailed } from './failures.ts';
import { type Coder, type Field, fixedCoder, inside, needsVarintLayout } from './field.ts';

/** `Length` times `T`: a tuple where that is a literal below 100, else an array. */
export type Repeated<T, Length extends number> = number extends Length
  ? T[]
  : `${Length}` extends `${string}${string}${string}${infer _Rest}`
    ? T[]
    : Tuple<T, Length>;

type Tuple<T, Length extends number, Built extends T[] = []> = Built['length'] extends Length
  ? Built
  : Tuple<T, Length, [...Built, T]>;

/**
 * Exactly `length` values of one kind, without a count on the wire.
 *
 * @param length a whole number from 1 to 65,535.
 * @throws TypeError for another.
 */
export function array<T, const Length extends number>(
  element: Field<T>,
  length: Length,
): Field<Repeated<T, Length>> {
  if (!Number.isInteger(length) || length < 1 || length > MAX_LENGTH) {
    throw new TypeError(`array() takes a length from 1 to ${MAX_LENGTH}, got ${length}`);
  }
  const field: Field<T[]> = {
    compile: (context) => {
      needsVarintLayout(context, 'array()');
      return repeat(element.compile(inside(context, '[]')), length, context.path);
    },
  };
  // Every value is held to `length` both ways, which is all that a tuple knows more.
  return field as Field<unknown> as Field<Repeated<T, Length>>;
}

/** Loops by index: a hole, or an iterator of somebody else's making, must not leave bytes unwritten. */
function repeat<T>(element: Coder<T>, length: number, path: string): Coder<T[]> {
  const { minBytes, nodes, write, read } = element;
  if (element.fixed !== undefined) {
    return { ...repeatFixed(minBytes, element.fixed, length, path), nodes: nodes * length };
  }
  return {
    minBytes: minBytes * length,
    nodes: nodes * length,
    write: (values, out, budget) => {
      checkLength(values, length, path);
      for (let index = 0; index < length; index += 1) write(values[index] as T, out, budget);
    },
    read: (input) => {
      const values = Array<T>(length);
      for (let index = 0; index < length; index += 1) values[index] = read(input);
      return values;
    },
  };
}

/** As many bytes for every value, so that arrays of numbers stay what they are to a struct: fixed. */
function repeatFixed<T>(
  minBytes: number,
  { put, get }: NonNullable<Coder<T>['fixed']>,
  length: number,
  path: string,
): Coder<T[]> {
  return fixedCoder(minBytes * length, {
    put: (values, out, at) => {
      checkLength(values, length, path);
      for (let index = 0; index < length; index += 1) {
        put(values[index] as T, out, at + index * minBytes);
      }
    },
    get: (bytes, at) => {
      const values = Array<T>(length);
      for (let index = 0; index < length; index += 1) {
        values[index] = get(bytes, at + index * minBytes);
      }
      return values;
    },
  });
}

function checkLength(values: unknown, length: number, path: string): void {
  if (Array.isArray(values) && values.length === length) return;
  throw encodeFailed(path, values, `an array of ${length}`);
}

const MAX_LENGTH = 0xffff;
