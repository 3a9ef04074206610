import { decodeFailed } from './failures.ts';

/** Where Node keeps what browsers have not. */
interface Platform {
  readonly TextDecoder: unknown;
  readonly Buffer?: { readonly prototype: { readonly utf8Slice?: Utf8Slice } };
}

type Utf8Slice = (this: Uint8Array, start: number, end: number) => string;

/**
 * The text of `bytes` from `start` to `end`. A byte order mark stays.
 *
 * @throws NetError `DECODE_FAILED` for what is not UTF-8: overlong forms, surrogates and cut sequences
 * too.
 */
export function readUtf8(bytes: Uint8Array, start: number, end: number, path: string): string {
  if (end - start <= SHORT)
    return readShort(bytes, start, end) ?? readLong(bytes, start, end, path);
  return readLong(bytes, start, end, path);
}

/** For short texts of ASCII, as most are, a call into the platform costs more than the text. */
function readShort(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const a = bytes[at] ?? 0;
    const b = bytes[at + 1] ?? 0;
    const c = bytes[at + 2] ?? 0;
    const d = bytes[at + 3] ?? 0;
    if ((a | b | c | d) >= 0x80) return undefined;
    text += fromCharCode(a, b, c, d);
  }
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) return undefined;
    text += fromCharCode(byte);
  }
  return text;
}

function readLong(bytes: Uint8Array, start: number, end: number, path: string): string {
  if (utf8Slice === undefined) return readStrictly(bytes, start, end, path);
  const text = utf8Slice.call(bytes, start, end);
  // Bytes that were not UTF-8 leave one, but the peer may have written it too.
  return text.includes('\ufffd') ? readStrictly(bytes, start, end, path) : text;
}

function readStrictly(bytes: Uint8Array, start: number, end: number, path: string): string {
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    throw decodeFailed(path, `a text of ${end - start} bytes is not UTF-8`);
  }
}

// A look-up of `String` costs much in a sandbox.
const { fromCharCode } = String;
const SHORT = 12;
const platform: Platform = globalThis;
const utf8Slice = platform.Buffer?.prototype.utf8Slice;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
