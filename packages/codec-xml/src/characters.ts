import { NetError } from '@net/core';

/**
 * Refuse text with what XML 1.0 has no place for, not even as a reference: control characters but
 * tab and line ends, U+FFFE and U+FFFF.
 *
 * @param code of the error.
 */
export function refuseIllegal(text: string, code: 'DECODE_FAILED' | 'ENCODE_FAILED'): void {
  refuseFound(text, text.search(ILLEGAL), code);
}

/**
 * Refuse text that cannot be written: what `refuseIllegal` refuses, and lone surrogates, which UTF-8
 * has no place for.
 *
 * @throws NetError `ENCODE_FAILED`
 */
export function refuseUnwritable(text: string): void {
  refuseIllegal(text, 'ENCODE_FAILED');
  if (SURROGATE.test(text)) refuseFound(text, text.search(LONE_SURROGATE), 'ENCODE_FAILED');
}

/** Whether XML 1.0 allows the character of this number (production 2). */
export function isLegal(codePoint: number): boolean {
  if (codePoint < 0x20) return codePoint === 0x9 || codePoint === 0xa || codePoint === 0xd;
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return false;
  return codePoint <= 0x10ffff && codePoint !== 0xfffe && codePoint !== 0xffff;
}

function refuseFound(text: string, at: number, code: 'DECODE_FAILED' | 'ENCODE_FAILED'): void {
  if (at === -1) return;
  const unit = text.charCodeAt(at).toString(16).padStart(4, '0');
  throw new NetError(code, `XML has no character U+${unit}, at ${at} of ${text.length}`);
}

const ILLEGAL = /[^\t\n\r -\ufffd]/;
const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
