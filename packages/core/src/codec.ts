import type { ByteWriter } from './byte-writer.ts';
import { NetError } from './errors.ts';

/** Turns values into bytes and back. Pure, and unaware of frames and headers. */
export interface Codec<T> {
  /** Append `value` to `out`. What was written before a throw is taken back by the caller. */
  encode(value: T, out: ByteWriter): void;
  /** May throw anything, whatever the bytes; the caller reports it as NetError `BAD_MESSAGE`. */
  decode(bytes: Uint8Array): T;
}

/** A number on the wire, and how its body is coded. Shared by both ends. */
export interface MessageType<T> {
  readonly type: number;
  readonly codec: Codec<T>;
}

/** A message type that is answered. */
export interface CallType<Q, R> extends MessageType<Q> {
  readonly reply: Codec<R>;
}

/**
 * A message that is not answered.
 *
 * @param type a whole number from 0 to 2³² - 1; the protocol may allow less.
 * @throws TypeError for another number.
 */
export function message<T>(type: number, codec: Codec<T>): MessageType<T> {
  return { type: checkType(type), codec };
}

/**
 * A message that is answered.
 *
 * @param type a whole number from 0 to 2³² - 1; the protocol may allow less.
 * @throws TypeError for another number.
 */
export function call<Q, R>(type: number, codec: Codec<Q>, reply: Codec<R>): CallType<Q, R> {
  return { type: checkType(type), codec, reply };
}

/** Bodies as they are. `decode` returns a view of the received bytes, which the caller owns. */
export function raw(): Codec<Uint8Array> {
  return rawCodec;
}

/**
 * Bodies of text, as UTF-8. A lone surrogate is sent as U+FFFD.
 *
 * `decode` throws NetError `DECODE_FAILED` for bytes that are no UTF-8.
 */
export function text(): Codec<string> {
  return textCodec;
}

const rawCodec: Codec<Uint8Array> = {
  encode: (value, out) => out.writeBytes(value),
  decode: (bytes) => bytes,
};

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const textCodec: Codec<string> = {
  encode: (value, out) => out.writeUtf8(value),
  decode: readText,
};

function readText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new NetError('DECODE_FAILED', `a text of ${bytes.length} bytes is no UTF-8`, { cause });
  }
}

function checkType(type: number): number {
  if (Number.isInteger(type) && type >= 0 && type <= 0xffffffff) return type;
  throw new TypeError(`a message type is a whole number from 0 to 4294967295, got ${type}`);
}
