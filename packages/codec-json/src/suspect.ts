/**
 * Whether `value`, parsed from `text`, could hold a key that `guardKeys` looks for: plain, or spelled
 * with escapes, where only `\u00..` stands for the letters of these keys.
 */
export function mayHoldForbiddenKeys(text: string, value: unknown): boolean {
  // Looking at a few members is faster than searching.
  if (text.length < SHORT && isFlat(value)) return false;
  if (text.includes('\\u00')) return true;
  // Short words are searched for faster than long ones, and both keys have this one.
  if (!text.includes('proto')) return false;
  if (text.includes('__proto__')) return true;
  return text.includes('prototype') && text.includes('constructor');
}

/** Whether `value` has no objects inside, as `constructor` has, and no member `__proto__`. */
function isFlat(value: unknown): boolean {
  if (!isRecord(value) || Array.isArray(value)) return false;
  for (const key in value) {
    if (key === '__proto__' || isRecord(value[key])) return false;
  }
  return true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const SHORT = 256;
