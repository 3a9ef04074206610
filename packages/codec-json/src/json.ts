import { type ByteWriter, type Codec, NetError } from '@net/core';
import { isSchema, type StandardSchema, validate } from '@net/core/extend';
import { fromTexts, toTexts } from './convert-declared.ts';
import { guardKeys } from './forbidden-keys.ts';
import { checkShape, mayExceed } from './guard.ts';
import { type JsonOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { mayHoldForbiddenKeys } from './suspect.ts';
import { decodeUtf8, readText } from './utf8.ts';

/**
 * Bodies as JSON in UTF-8, every received value checked by `schema`.
 *
 * `T` is the schema's output: what a handler gets, and what is encoded. Where a schema transforms,
 * `JSON.stringify` of its output has to be valid input again, as a date is that is read from text.
 *
 * `decode` throws NetError `MESSAGE_TOO_LARGE`, `DECODE_FAILED`, `DEPTH_EXCEEDED`, `NODES_EXCEEDED` or
 * `FORBIDDEN_KEY`; `encode` throws `ENCODE_FAILED`, `MESSAGE_TOO_LARGE`, `DEPTH_EXCEEDED` or
 * `NODES_EXCEEDED`. Their messages quote nothing received but, escaped, the path of what fails the
 * schema; the `cause` may.
 *
 * @throws NetError `INVALID_OPTION`, also at first use for a schema that validates asynchronously.
 */
export function json<T>(schema: StandardSchema<T>, options?: NoInfer<JsonOptions<T>>): Codec<T>;
/** Bodies as JSON in UTF-8. Nothing checks that a received value is a `T`: the caller vouches for it. */
export function json<T>(options?: NoInfer<JsonOptions<T>>): Codec<T>;
/** Tells the two uses apart by what comes first. */
export function json<T>(
  first: StandardSchema<T> | JsonOptions = {},
  second: JsonOptions = {},
): Codec<T> {
  if (isSchema(first)) return new JsonCodec<T>(resolveOptions(second), first);
  const options = resolveOptions(first);
  if (!options.validateOutgoing) return new JsonCodec<T>(options, undefined);
  throw new NetError('INVALID_OPTION', 'validateOutgoing needs a schema');
}

class JsonCodec<T> implements Codec<T> {
  readonly #options: ResolvedOptions;
  readonly #schema: StandardSchema<T> | undefined;

  constructor(options: ResolvedOptions, schema: StandardSchema<T> | undefined) {
    this.#options = options;
    this.#schema = schema;
  }

  encode(value: T, out: ByteWriter): void {
    const options = this.#options;
    if (options.validateOutgoing && this.#schema !== undefined) {
      validate(this.#schema, value, 'ENCODE_FAILED');
    }
    const text = stringify(value, options);
    // UTF-8 takes a byte or more for each unit, so this much is refused before it is written.
    if (text.length > options.maxBytes) throw tooLarge(text.length, options.maxBytes);
    const start = out.length;
    out.writeUtf8(text);
    if (mayExceed(text, options)) checkShape(out.view(start), options);
    if (out.length - start > options.maxBytes) {
      throw tooLarge(out.length - start, options.maxBytes);
    }
  }

  decode(bytes: Uint8Array): T {
    const options = this.#options;
    if (bytes.length > options.maxBytes) throw tooLarge(bytes.length, options.maxBytes);
    const text = readText(bytes);
    if (mayExceed(text, options)) checkShape(bytes, options);
    // It may stand for bytes that are not UTF-8, which this refuses.
    if (text.includes('\ufffd')) decodeUtf8(bytes);
    const plain = parse(text);
    if (mayHoldForbiddenKeys(text, plain)) guardKeys(plain, options.protoKeys);
    const value = options.types === undefined ? plain : fromTexts(plain, options.types);
    if (this.#schema !== undefined) return validate(this.#schema, value, 'DECODE_FAILED');
    // Without a schema the caller of json<T>() vouches for the type.
    return value as T;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NetError('DECODE_FAILED', `a body of ${text.length} characters is not JSON`, {
      cause,
    });
  }
}

function stringify(value: unknown, { types, maxDepth }: ResolvedOptions): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(types === undefined ? value : toTexts(value, types));
  } catch (cause) {
    throw notStringified(cause, maxDepth);
  }
  if (text !== undefined) return text;
  throw new NetError('ENCODE_FAILED', `a value of type ${typeof value} has no JSON`);
}

function notStringified(cause: unknown, maxDepth: number): NetError {
  if (cause instanceof NetError) return cause;
  // Engines whose JSON.stringify recurses run out of stack on what is only too deep.
  if (cause instanceof RangeError && cause.message.includes('call stack')) {
    const text = `a value that nests deeper than the stack is over the limit of ${maxDepth}`;
    return new NetError('DEPTH_EXCEEDED', text, { cause });
  }
  return new NetError('ENCODE_FAILED', 'a value cannot be written as JSON', { cause });
}

function tooLarge(byteLength: number, maxBytes: number): NetError {
  const text = `a JSON body of ${byteLength} bytes is over the limit of ${maxBytes}`;
  return new NetError('MESSAGE_TOO_LARGE', text);
}
