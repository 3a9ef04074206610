import {
  type DescMessage,
  fromBinary,
  isMessage,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import type { ByteWriter, Codec } from '@net/core';
import type { WithBigInts } from './bigints.ts';
import { ProtobufCodec } from './codec.ts';
import { decodeFailure, encodeFailure, invalidValue, tooLarge } from './errors.ts';
import { refuseForbiddenKeys } from './forbidden-keys.ts';
import type { ProtobufType, ReflectedType, StaticClass } from './protobuf-type.ts';
import { type ProtobufOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { withoutBuffer } from './plain-bytes.ts';
import { checkFields, type Layout } from './wire.ts';

/**
 * Bodies as protobuf, by a message schema that protobuf-es has generated. Values are made with its
 * `create(schema, …)`, and 64-bit integers are bigints. Throws what `protobuf()` throws.
 *
 * @throws TypeError for what is no type
 * @throws NetError `INVALID_OPTION`
 */
export function protobuf<Schema extends DescMessage>(
  schema: Schema,
  options?: ProtobufOptions,
): Codec<MessageShape<Schema>>;
/** The same as from `@net/codec-protobuf`. */
export function protobuf<T extends object = Record<string, unknown>>(
  type: ReflectedType,
  options?: ProtobufOptions,
): Codec<T>;
/** The same as from `@net/codec-protobuf`. */
export function protobuf<T extends object>(
  type: StaticClass<T>,
  options: ProtobufOptions & { readonly int64: 'bigint' },
): Codec<WithBigInts<T>>;
/** The same as from `@net/codec-protobuf`. */
export function protobuf<T extends object>(
  type: StaticClass<T>,
  options?: ProtobufOptions,
): Codec<T>;
/** What kind of type it is shows from its members. */
export function protobuf(
  type: DescMessage | ProtobufType<object>,
  options: ProtobufOptions = {},
): Codec<object> {
  if (!isSchema(type)) return new ProtobufCodec(type, resolveOptions(options, ['long', 'bigint']));
  return new SchemaCodec(type, resolveOptions(options, ['bigint']));
}

class SchemaCodec implements Codec<object> {
  readonly #schema: DescMessage;
  readonly #layout: Layout;
  readonly #options: ResolvedOptions;

  constructor(schema: DescMessage, options: ResolvedOptions) {
    this.#schema = schema;
    this.#layout = layoutOf(schema);
    this.#options = options;
  }

  encode(value: object, out: ByteWriter): void {
    const schema = this.#schema;
    const { maxBytes } = this.#options;
    try {
      if (!isMessage(value, schema)) throw invalidValue(schema.typeName, 'make it with create()');
      const bytes = toBinary(schema, value);
      if (bytes.length > maxBytes) throw tooLarge(bytes.length, maxBytes);
      out.writeBytes(bytes);
    } catch (cause) {
      throw encodeFailure(schema.typeName, cause);
    }
  }

  decode(bytes: Uint8Array): object {
    const schema = this.#schema;
    const { maxBytes, maxNodes } = this.#options;
    if (bytes.length > maxBytes) throw tooLarge(bytes.length, maxBytes);
    try {
      // A field takes two bytes at least, so small bodies are never over the limit.
      if (bytes.length > 2 * maxNodes) checkFields(bytes, this.#layout, maxNodes);
      const message = fromBinary(schema, withoutBuffer(bytes), READ_OPTIONS);
      refuseForbiddenKeys(message, bytes);
      return message;
    } catch (cause) {
      throw decodeFailure(schema.typeName, bytes.length, cause);
    }
  }
}

function isSchema(type: object): type is DescMessage {
  return 'kind' in type && type.kind === 'message' && 'typeName' in type && 'fields' in type;
}

/** One for each schema, as messages may hold themselves. */
function layoutOf(schema: DescMessage): Layout {
  const known = LAYOUTS.get(schema);
  if (known !== undefined) return known;
  const messages = new Map<number, Layout>();
  const layout: Layout = { messageIn: (fieldNumber) => messages.get(fieldNumber) };
  LAYOUTS.set(schema, layout);
  for (const field of schema.fields) {
    const inside = field.message === undefined ? undefined : layoutOf(field.message);
    if (field.fieldKind === 'map') messages.set(field.number, mapEntry(inside));
    else if (inside !== undefined) messages.set(field.number, inside);
  }
  return layout;
}

/** A map is a list of messages on the wire: keys are field 1 of these, values field 2. */
function mapEntry(value: Layout | undefined): Layout {
  return { messageIn: (fieldNumber) => (fieldNumber === 2 ? value : undefined) };
}

const LAYOUTS = new WeakMap<DescMessage, Layout>();
const READ_OPTIONS = { readUnknownFields: false, recursionLimit: 100 };
