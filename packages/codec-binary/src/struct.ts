import { type ByteWriter, type Codec, NetError } from '@net/core';
import { Budget } from './budget.ts';
import { type Coder, type Context, type Field, ROOT } from './field.ts';
import { Input } from './input.ts';
import { gonetLengths, varintLengths } from './lengths.ts';
import { type ResolvedOptions, resolveOptions, type StructOptions } from './options.ts';
import { checkShape, compileShape, type Shape, type ValueOf } from './shape.ts';
import type { Member, StructValue } from './struct-parts.ts';

/** A codec of objects, and a field where such an object is part of another. */
export interface Struct<T> extends Codec<T>, Field<T> {
  /** @internal As `compile`, with `first` before all members. */
  compileTagged(context: Context, first: Member): Coder<StructValue>;
  /** @internal Whether it has a member `name`. */
  has(name: string): boolean;
}

/**
 * Bodies and parts of bodies that hold the values of these members, in this order, without their
 * names. The schema is compiled here, once.
 *
 * `decode` throws NetError `MESSAGE_TOO_LARGE`, `DECODE_FAILED` or `NODES_EXCEEDED`; `encode` throws
 * `ENCODE_FAILED`, `MESSAGE_TOO_LARGE` or `NODES_EXCEEDED`. Their messages quote numbers, and names of
 * the schema.
 *
 * @param options of a struct inside of another: the outer one's limits hold for all.
 * @throws NetError `INVALID_OPTION`
 * @throws TypeError for a schema that cannot be: the message names the place.
 */
export function struct<const S extends Shape>(
  shape: S,
  options: StructOptions = {},
): Struct<ValueOf<S>> {
  return new StructCodec<ValueOf<S>>(shape, options);
}

class StructCodec<T> implements Struct<T> {
  readonly #shape: Shape;
  readonly #chosen: StructOptions;
  readonly #options: ResolvedOptions;
  readonly #coder: Coder<T>;

  constructor(shape: Shape, chosen: StructOptions) {
    this.#shape = checkShape(shape);
    this.#chosen = { ...chosen };
    this.#options = resolveOptions(chosen);
    this.#coder = this.compile(rootContext(this.#options));
  }

  encode(value: T, out: ByteWriter): void {
    const { maxBytes } = this.#options;
    const start = out.length;
    try {
      this.#coder.write(value, out, this.#budget());
    } catch (error) {
      throw asNetError(error);
    }
    const byteLength = out.length - start;
    if (byteLength > maxBytes) throw tooLarge(byteLength, maxBytes);
  }

  decode(bytes: Uint8Array): T {
    const { maxBytes, layout } = this.#options;
    if (bytes.length > maxBytes) throw tooLarge(bytes.length, maxBytes);
    const input = new Input(bytes, this.#budget());
    const value = this.#coder.read(input);
    if (input.left > 0) checkRest(bytes, input.left, layout);
    return value;
  }

  compile(context: Context): Coder<T> {
    checkSameLayout(this.#chosen, context);
    // ValueOf says of T what the members of the shape read and write.
    return compileShape(this.#shape, context) as Coder<unknown> as Coder<T>;
  }

  compileTagged(context: Context, first: Member): Coder<StructValue> {
    checkSameLayout(this.#chosen, context);
    return compileShape(this.#shape, context, first);
  }

  #budget(): Budget {
    const budget = new Budget(this.#options.maxNodes);
    budget.take(this.#coder.nodes);
    return budget;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#shape, name);
  }
}

function rootContext({ layout, littleEndian, generateCode }: ResolvedOptions): Context {
  const lengths = layout === 'gonet' ? gonetLengths : varintLengths;
  return { path: ROOT, depth: 0, layout, littleEndian, lengths, generateCode };
}

/** A struct that asks for a layout has no other where it is part of another. */
function checkSameLayout({ layout, endian }: StructOptions, { path, ...outer }: Context): void {
  const outerEndian = outer.littleEndian ? 'little' : 'big';
  if ((layout ?? outer.layout) === outer.layout && (endian ?? outerEndian) === outerEndian) return;
  const text = `${path}: a struct with another layout or endian than the one around it`;
  throw new NetError('INVALID_OPTION', text);
}

/** gonet sizes a body by what its values take in memory, and leaves zeros behind many a list. */
function checkRest(bytes: Uint8Array, left: number, layout: ResolvedOptions['layout']): void {
  const rest = bytes.subarray(bytes.length - left);
  if (layout === 'gonet' && rest.every((byte) => byte === 0)) return;
  const text = `a binary body of ${bytes.length} bytes goes on for ${left} behind its value`;
  throw new NetError('DECODE_FAILED', text);
}

function asNetError(error: unknown): NetError {
  if (error instanceof NetError) return error;
  return new NetError('ENCODE_FAILED', 'the value does not have the type of its schema', {
    cause: error,
  });
}

function tooLarge(byteLength: number, maxBytes: number): NetError {
  const text = `a binary body of ${byteLength} bytes is over the limit of ${maxBytes} (maxBytes)`;
  return new NetError('MESSAGE_TOO_LARGE', text);
}
