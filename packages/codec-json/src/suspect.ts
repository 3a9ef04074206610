/**
 * Whether `value`, parsed from `text`, could hold a key that `guardKeys` looks for: plain, or spelled
 * with escapes, where only `\u00..` stands for the letters of these keys.
 */
export function mayHoldForbiddenKeys(text: string, value: unknown): boolean {
  // With one brace, the first, there is no object inside: `constructor` would have to be one.
  if (!text.includes('{', 1)) return isRecord(value) && Object.hasOwn(value, '__proto__');
  if (text.includes('\\u00')) return true;
  // Short words are searched for faster than long ones, and both keys have this one.
  if (!text.includes('proto')) return false;
  if (text.includes('__proto__')) return true;
  return text.includes('prototype') && text.includes('constructor');
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
