import { NetError } from '@net/core';

/**
 * Refuse a decoded value with a map that has the key `__proto__`, which would change the prototype of
 * whatever the map is copied into. `bytes` is what it was decoded from: only where that holds the
 * word is the value looked through, without recursion.
 *
 * @throws NetError `FORBIDDEN_KEY`
 */
export function refuseForbiddenKeys(value: object, bytes: Uint8Array): void {
  if (!mayHold(bytes)) return;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) continue;
    if (Object.hasOwn(node, '__proto__')) {
      throw new NetError('FORBIDDEN_KEY', 'a protobuf map with the key __proto__ is refused');
    }
    for (const child of Object.values(node)) waiting.push(child);
  }
}

/** Horspool's search: it looks at every ninth byte, but near what could be the word. */
function mayHold(bytes: Uint8Array): boolean {
  const { length } = bytes;
  for (let at = WORD.length - 1; at < length;) {
    const byte = bytes[at] ?? 0;
    const isEnd = byte === UNDERSCORE && bytes[at - 3] === LETTER_T;
    if (isEnd && isWordBefore(bytes, at + 1)) return true;
    at += SHIFTS[byte] ?? 1;
  }
  return false;
}

function isWordBefore(bytes: Uint8Array, end: number): boolean {
  for (let back = 1; back <= WORD.length; back++) {
    if (bytes[end - back] !== WORD[WORD.length - back]) return false;
  }
  return true;
}

const UNDERSCORE = 0x5f;
const LETTER_T = 0x74;
const WORD = new TextEncoder().encode('__proto__');
/** By byte: how far its last place in the word, but for the end, is from the end. */
const SHIFTS = new Uint8Array(256).fill(WORD.length);
WORD.subarray(0, -1).forEach((byte, at) => (SHIFTS[byte] = WORD.length - 1 - at));
