import { NetError } from '@net/core';

/** Where Node keeps what browsers have not. */
interface Platform {
  readonly TextDecoder: unknown;
  readonly Buffer?: { readonly prototype: { readonly utf8Slice?: Utf8Slice } };
}

type Utf8Slice = (this: Uint8Array, start: number, end: number) => string;

const platform: Platform = globalThis;
const utf8Slice = platform.Buffer?.prototype.utf8Slice;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of `bytes`, as fast as the platform can: bytes that are not UTF-8 throw as in
 * `decodeUtf8`, or leave U+FFFD in the text, and then it is up to the caller to ask `decodeUtf8`.
 */
export const readText: (bytes: Uint8Array) => string =
  utf8Slice === undefined ? decodeUtf8 : (bytes) => utf8Slice.call(bytes, 0, bytes.length);

/**
 * The text of `bytes`. A byte order mark stays, for `JSON.parse` to refuse.
 *
 * @throws NetError `DECODE_FAILED` for bytes that are not UTF-8: overlong forms, surrogates and cut
 * sequences too.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new NetError('DECODE_FAILED', `a body of ${bytes.length} bytes is not UTF-8`, { cause });
  }
}
