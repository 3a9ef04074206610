import type { Codec } from '@net/core';
import type { WithBigInts } from './bigints.ts';
import { ProtobufCodec } from './codec.ts';
import type { ProtobufType, ReflectedType, StaticClass } from './protobuf-type.ts';
import { type ProtobufOptions, resolveOptions } from './options.ts';

/**
 * Bodies as protobuf, by a type that protobufjs has read from a `.proto` file. The caller vouches for
 * what its fields are called, as the types of TypeScript do not know.
 *
 * `decode` throws NetError `MESSAGE_TOO_LARGE`, `DECODE_FAILED`, `DEPTH_EXCEEDED`, `NODES_EXCEEDED` or
 * `FORBIDDEN_KEY`; `encode` throws `ENCODE_FAILED`, which names the field, `DEPTH_EXCEEDED` or
 * `MESSAGE_TOO_LARGE`. The `cause` may quote what was received, the messages never do.
 *
 * @throws TypeError for what is no type
 * @throws NetError `INVALID_OPTION`, and `UNSUPPORTED` where code may not be generated
 */
export function protobuf<T extends object = Record<string, unknown>>(
  type: ReflectedType,
  options?: ProtobufOptions,
): Codec<T>;
/** Bodies as protobuf, by a class of a static module (`pbjs -t static-module`), bigints for `Long`. */
export function protobuf<T extends object>(
  type: StaticClass<T>,
  options: ProtobufOptions & { readonly int64: 'bigint' },
): Codec<WithBigInts<T>>;
/** Bodies as protobuf, by a class of a static module (`pbjs -t static-module`). */
export function protobuf<T extends object>(
  type: StaticClass<T>,
  options?: ProtobufOptions,
): Codec<T>;
/** What kind of type it is shows from its members. */
export function protobuf(type: ProtobufType<object>, options: ProtobufOptions = {}): Codec<object> {
  return new ProtobufCodec(type, resolveOptions(options, ['long', 'bigint']));
}
