import { type ByteWriter, type Codec, NetError } from '@net/core';
import { isSchema, type StandardSchema, validate } from '@net/core/extend';
import { refuseIllegal } from './characters.ts';
import { writeElement } from './content.ts';
import { checkDocument } from './document.ts';
import { type ResolvedOptions, resolveOptions, type XmlOptions } from './options.ts';
import { createParser } from './parser.ts';
import { decodeUtf8 } from './utf8.ts';

/**
 * Bodies as XML in UTF-8, every received value checked by `schema`.
 *
 * A value is the content of the root element: an object of its elements by name, of its attributes
 * as `@name` and of text beside those as `#text`; a string where there is only text. All that is
 * received are strings, and it is the schema that makes numbers, dates and defaults of them. `T` is
 * the schema's output: what a handler gets, and what is encoded.
 *
 * `decode` throws NetError `MESSAGE_TOO_LARGE`, `DECODE_FAILED`, `XML_DTD_FORBIDDEN`, `DEPTH_EXCEEDED`,
 * `NODES_EXCEEDED` or `FORBIDDEN_KEY`; `encode` throws `ENCODE_FAILED`, `MESSAGE_TOO_LARGE`,
 * `DEPTH_EXCEEDED`, `NODES_EXCEEDED` or `FORBIDDEN_KEY`. Their messages quote nothing received but,
 * escaped, the path of what fails the schema; the `cause` may.
 *
 * @throws NetError `INVALID_OPTION`, also at first use for a schema that validates asynchronously.
 */
export function xml<T>(schema: StandardSchema<T>, options?: XmlOptions): Codec<T>;
/** Bodies as XML in UTF-8. Nothing checks that a received value is a `T`: the caller vouches for it. */
export function xml<T>(options?: XmlOptions): Codec<T>;
/** Tells the two uses apart by what comes first. */
export function xml<T>(
  first: StandardSchema<T> | XmlOptions = {},
  second: XmlOptions = {},
): Codec<T> {
  if (isSchema(first)) return new XmlCodec<T>(resolveOptions(second), first);
  const options = resolveOptions(first);
  if (!options.validateOutgoing) return new XmlCodec<T>(options, undefined);
  throw new NetError('INVALID_OPTION', 'validateOutgoing needs a schema');
}

class XmlCodec<T> implements Codec<T> {
  readonly #options: ResolvedOptions;
  readonly #schema: StandardSchema<T> | undefined;
  readonly #parse: (text: string) => unknown;

  constructor(options: ResolvedOptions, schema: StandardSchema<T> | undefined) {
    this.#options = options;
    this.#schema = schema;
    this.#parse = createParser(options.lists);
  }

  encode(value: T, out: ByteWriter): void {
    const options = this.#options;
    if (options.validateOutgoing && this.#schema !== undefined) {
      validate(this.#schema, value, 'ENCODE_FAILED');
    }
    const text = write(value, options);
    // UTF-8 takes a byte or more for each unit, so this much is refused before it is written.
    if (text.length > options.maxBytes) throw tooLarge(text.length, options.maxBytes);
    const start = out.length;
    out.writeUtf8(text);
    if (out.length - start > options.maxBytes) {
      throw tooLarge(out.length - start, options.maxBytes);
    }
  }

  decode(bytes: Uint8Array): T {
    const options = this.#options;
    if (bytes.length > options.maxBytes) throw tooLarge(bytes.length, options.maxBytes);
    const text = decodeUtf8(bytes);
    refuseIllegal(text, 'DECODE_FAILED');
    const value = this.#contentOfRoot(checkDocument(text, options));
    if (this.#schema !== undefined) return validate(this.#schema, value, 'DECODE_FAILED');
    // Without a schema the caller of xml<T>() vouches for the type.
    return value as T;
  }

  #contentOfRoot(text: string): unknown {
    const { root, lists } = this.#options;
    const parsed = this.#parsed(text);
    if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, root)) {
      throw new NetError('DECODE_FAILED', `the root element is not ${root}, the option root`);
    }
    const content: unknown = Reflect.get(parsed, root);
    return lists.has(root) && Array.isArray(content) ? content[0] : content;
  }

  #parsed(text: string): unknown {
    try {
      return this.#parse(text);
    } catch (cause) {
      if (cause instanceof NetError) throw cause;
      throw failed('DECODE_FAILED', 'a body cannot be read as XML', cause);
    }
  }
}

function write(value: unknown, options: ResolvedOptions): string {
  try {
    return writeElement(options.root, value, options);
  } catch (cause) {
    if (cause instanceof NetError) throw cause;
    throw failed('ENCODE_FAILED', 'a value cannot be written as XML', cause);
  }
}

/** Reader and writer recurse, so without a limit of depth it is the stack that ends them. */
function failed(code: 'DECODE_FAILED' | 'ENCODE_FAILED', text: string, cause: unknown): NetError {
  const isTooDeep = cause instanceof RangeError && cause.message.includes('call stack');
  if (!isTooDeep) return new NetError(code, text, { cause });
  return new NetError('DEPTH_EXCEEDED', 'XML that nests deeper than the stack', { cause });
}

function tooLarge(byteLength: number, maxBytes: number): NetError {
  const text = `an XML body of ${byteLength} bytes is over the limit of ${maxBytes}, the option maxBytes`;
  return new NetError('MESSAGE_TOO_LARGE', text);
}
