import { type ByteWriter, type Codec, NetError } from '@net/core';
import { isChanged, needsCheck, toLongs } from './bigints.ts';
import { BoundedReader } from './bounded-reader.ts';
import { decodeFailure, encodeFailure, invalidValue, tooLarge } from './errors.ts';
import { refuseForbiddenKeys } from './forbidden-keys.ts';
import { withoutBuffer } from './plain-bytes.ts';
import { type MessageWriter, prepare, type ProtobufType, type TypeFacts } from './protobuf-type.ts';
import type { ResolvedOptions } from './options.ts';

/** A codec that leaves the fields to a type of protobufjs, and keeps what that does not. */
export class ProtobufCodec<T extends object> implements Codec<T> {
  readonly #type: ProtobufType<object>;
  readonly #facts: TypeFacts;
  readonly #options: ResolvedOptions;
  /** Kept from one message to the next: most of what encoding costs is to make one. */
  #writer: MessageWriter | undefined;

  constructor(type: ProtobufType<object>, options: ResolvedOptions) {
    this.#type = type;
    this.#facts = prepare(type);
    this.#options = options;
    if (options.maxNodes !== Infinity) refuseOtherCopy(type, this.#facts.name);
  }

  encode(value: T, out: ByteWriter): void {
    const { maxBytes, int64 } = this.#options;
    try {
      const writer = int64 === 'bigint' ? this.#writeBigInts(value) : this.#write(value);
      const bytes = writer.finish(true);
      if (bytes.length > maxBytes) throw tooLarge(bytes.length, maxBytes);
      out.writeBytes(bytes);
      writer.reset();
      if (bytes.length <= MOST_KEPT) this.#writer = writer;
    } catch (cause) {
      throw encodeFailure(this.#facts.name, cause);
    }
  }

  decode(bytes: Uint8Array): T {
    const { maxBytes, int64 } = this.#options;
    if (bytes.length > maxBytes) throw tooLarge(bytes.length, maxBytes);
    try {
      const message = this.#type.decode(this.#readable(bytes));
      const value = int64 === 'bigint' ? this.#type.toObject(message, TO_BIGINTS) : message;
      if (this.#facts.mayHoldTextKeys) refuseForbiddenKeys(value, bytes);
      // The type vouches for its fields, and the caller of protobuf<T>() for what they are called.
      return value as T;
    } catch (cause) {
      throw decodeFailure(this.#facts.name, bytes.length, cause);
    }
  }

  #write(message: object): MessageWriter {
    const problem = this.#options.validateOutgoing ? this.#type.verify(message) : null;
    if (problem !== null) throw invalidValue(this.#facts.name, problem);
    const writer = this.#writer;
    // Nobody else's while it is in use: a getter of the value may encode too.
    this.#writer = undefined;
    return writer === undefined ? this.#type.encode(message) : this.#type.encode(message, writer);
  }

  #writeBigInts(value: object): MessageWriter {
    const message = toLongs(value);
    if (typeof message !== 'object' || message === null) {
      throw invalidValue(this.#facts.name, 'object expected');
    }
    const writer = this.#write(message);
    if (needsCheck(value) && isChanged(value, this.#type.toObject(message, TO_BIGINTS))) {
      throw new NetError(
        'ENCODE_FAILED',
        `a bigint is out of range for its field of ${this.#facts.name}`,
      );
    }
    return writer;
  }

  #readable(bytes: Uint8Array): Uint8Array | BoundedReader {
    const { maxNodes } = this.#options;
    const plain = this.#facts.mayHoldBytes ? withoutBuffer(bytes) : bytes;
    // A field takes two bytes at least, so small bodies are never over the limit.
    return bytes.length > 2 * maxNodes ? new BoundedReader(plain, maxNodes) : plain;
  }
}

/** A reader counts for the types of its own copy of protobufjs only. */
function refuseOtherCopy(type: ProtobufType<object>, typeName: string): void {
  try {
    type.decode(new BoundedReader(new Uint8Array(2), 0));
  } catch (cause) {
    if (cause instanceof NetError) return;
    const text = `${typeName} comes from another copy of protobufjs than the one of @net/codec-protobuf: install one of them, or set maxNodes to false`;
    throw new NetError('INVALID_OPTION', text, { cause });
  }
}

const TO_BIGINTS = { longs: BigInt, defaults: true };
const MOST_KEPT = 64 * 1024;
