import { ByteWriter, type Codec, NetError } from '@net/core';
import { type Field, struct, type StructOptions } from '../src/index.ts';

/** What `codec` writes, in hex. */
export function encode<T>(codec: Codec<T>, value: NoInfer<T>): string {
  const out = new ByteWriter();
  codec.encode(value, out);
  return Buffer.from(out.take()).toString('hex');
}

/** What `codec` reads from hex, in which spaces say nothing. */
export function decode<T>(codec: Codec<T>, hex: string): T {
  return codec.decode(fromHex(hex));
}

/** The bytes of hex, in which spaces say nothing. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

/** The bytes of hex, the last first. */
export function reversed(hex: string): string {
  return Buffer.from(fromHex(hex).toReversed()).toString('hex');
}

/** A codec of one field alone. */
export function only<T>(field: Field<T>, options?: StructOptions): Codec<{ value: T }> {
  return struct<{ value: Field<T> }>({ value: field }, options) as Codec<unknown> as Codec<{
    value: T;
  }>;
}

/** What `field` writes for `value`, in hex, by generated code and by a walk. */
export function write<T>(field: Field<T>, value: NoInfer<T>, options: StructOptions = {}): string {
  const generated = encode(only(field, options), { value });
  const walked = encode(only(field, { ...options, generateCode: false }), { value });
  if (generated !== walked) throw new Error(`${generated} is not ${walked}`);
  return generated;
}

/** What `field` reads from hex. */
export function read<T>(field: Field<T>, hex: string, options?: StructOptions): T {
  return decode(only(field, options), hex).value;
}

/** The NetError that `run` throws. */
export function thrown(run: () => unknown): NetError {
  try {
    run();
  } catch (error) {
    if (error instanceof NetError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The code of the NetError that `run` throws. */
export function codeOf(run: () => unknown): string {
  return thrown(run).code;
}

/** A value whose type says something else than it is. */
export function wrong(value: unknown): never {
  // The tests ask what happens then.
  return value as never;
}
