import { NetError } from '@net/core';
import type { BoundedReader } from './bounded-reader.ts';

/** What protobufjs writes into; made by the first `encode` of a type, and used again. */
export interface MessageWriter {
  finish(shared?: boolean): Uint8Array;
  reset(): unknown;
}

/** What all types of protobufjs can do, reflected ones and static classes. */
export interface ProtobufType<T> {
  encode(message: T, writer?: MessageWriter): MessageWriter;
  decode(source: Uint8Array | BoundedReader): NoInfer<T>;
  verify(message: object): string | null;
  toObject(message: NoInfer<T>, options?: object): object;
}

/** A type that protobufjs has read from a `.proto` file, or that was built by hand. */
export interface ReflectedType extends ProtobufType<object> {
  readonly fullName: string;
  readonly fieldsArray: readonly ReflectedField[];
  setup(): unknown;
}

interface ReflectedField {
  /** The name of a scalar, message or enum. */
  readonly type: string;
  readonly map: boolean;
  readonly keyType?: string;
  /** Its message or enum, once it is resolved. */
  readonly resolvedType: object | null;
  resolve(): ReflectedField;
}

/** A class of a static module, as `pbjs -t static-module` writes it. */
export interface StaticClass<T> extends ProtobufType<T> {
  new (properties?: never): object;
}

/** What is known of a type. */
export interface TypeFacts {
  readonly name: string;
  /** Whether its messages, or those in them, may hold maps with keys of text: yes, if nobody can say. */
  readonly mayHoldTextKeys: boolean;
  /** The same for bytes. */
  readonly mayHoldBytes: boolean;
}

/**
 * Make a type ready, so that one that cannot work fails here and not at its first message.
 *
 * @throws TypeError for what is no type of protobufjs
 * @throws NetError `UNSUPPORTED` for a reflected type where code may not be generated
 * @throws NetError `INVALID_OPTION` for a reflected type with references that lead nowhere
 */
export function prepare(type: ProtobufType<object>): TypeFacts {
  if (!isProtobufType(type)) throw new TypeError(refusalOf(type));
  if (!isReflected(type)) {
    return { name: staticName(type), mayHoldTextKeys: true, mayHoldBytes: true };
  }
  const name = type.fullName.slice(1);
  try {
    type.setup();
    const fields = fieldsWithin(type);
    return {
      name,
      mayHoldTextKeys: fields.some(({ map, keyType }) => map && keyType === 'string'),
      mayHoldBytes: fields.some((field) => field.type === 'bytes'),
    };
  } catch (cause) {
    throw setupFailure(name, cause);
  }
}

/** The fields of a type and of all types in it. */
function fieldsWithin(type: ReflectedType): ReflectedField[] {
  const types = new Set([type]);
  // A set goes on to what is added while it is walked.
  for (const { fieldsArray } of types) {
    for (const field of fieldsArray) {
      const { resolvedType } = field.resolve();
      if (isProtobufType(resolvedType) && isReflected(resolvedType)) types.add(resolvedType);
    }
  }
  return [...types].flatMap(({ fieldsArray }) => fieldsArray);
}

function isProtobufType(type: unknown): type is ProtobufType<object> {
  if ((typeof type !== 'object' && typeof type !== 'function') || type === null) return false;
  return METHODS.every((name) => typeof Reflect.get(type, name) === 'function');
}

function isReflected(type: ProtobufType<object>): type is ReflectedType {
  return 'setup' in type && typeof type.setup === 'function' && 'fieldsArray' in type;
}

function staticName(type: ProtobufType<object>): string {
  if ('getTypeUrl' in type && typeof type.getTypeUrl === 'function')
    return String(type.getTypeUrl('')).slice(1);
  return typeof type === 'function' ? Reflect.get(type, 'name') : 'message';
}

function refusalOf(type: unknown): string {
  const isSchema = typeof type === 'object' && type !== null && 'typeName' in type;
  return isSchema
    ? 'protobuf() of @net/codec-protobuf/es takes schemas of protobuf-es, this one does not'
    : `protobuf() takes a type of protobufjs, got a ${typeof type} that is none`;
}

function setupFailure(typeName: string, cause: unknown): NetError {
  if (cause instanceof Error && cause.name === 'EvalError') {
    const text = `${typeName} is a reflected type, for which protobufjs generates code, and this process forbids that: use a static module`;
    return new NetError('UNSUPPORTED', text, { cause });
  }
  return new NetError('INVALID_OPTION', `the type ${typeName} cannot be set up`, { cause });
}

const METHODS = ['encode', 'decode', 'verify', 'toObject'];
