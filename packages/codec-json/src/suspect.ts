/**
 * Whether the exact and slower checks have to look at JSON of this text: it holds U+FFFD, which may
 * stand for bytes that were not UTF-8, or could hold a forbidden key. Found by native searches.
 */
export function isSuspect(text: string): boolean {
  // One pattern is faster on short texts, single searches on long ones.
  if (text.length < 256) return PATTERN.test(text);
  return text.includes('\ufffd') || mayHoldForbiddenKeys(text);
}

/**
 * Whether JSON of this text could hold a key that `guardKeys` looks for: plain, or spelled with
 * escapes, where only `\u00..` stands for the letters of these keys.
 */
export function mayHoldForbiddenKeys(text: string): boolean {
  if (text.includes('\\u00') || text.includes('__proto__')) return true;
  return text.includes('prototype') && text.includes('constructor');
}

const PATTERN = /proto|\\u00|\ufffd/;
