import { NetError } from '@net/core';
import { logText } from '@net/core/extend';
import { refuseUnwritable } from './characters.ts';

/**
 * Where the XML name that starts at `at` ends; `at` itself where none starts. Names are those of XML
 * 1.0, 5th edition, production 5, without U+1680 and U+FEFF, which JavaScript takes for white space.
 */
export function endOfName(text: string, at: number): number {
  if (!isNameStart(text.charCodeAt(at))) return at;
  let end = at + 1;
  while (isNamePart(text.charCodeAt(end))) end++;
  return end;
}

/**
 * Refuse the names that every object has from its prototype: as keys they would hide what is called
 * on the value, or reach the prototype itself. The name stands in `text` from `start` to `end`.
 *
 * @throws NetError `FORBIDDEN_KEY`
 */
export function refuseForbidden(text: string, start: number, end: number): void {
  if (!MAY_BE_FORBIDDEN.has(keyOf(text.charCodeAt(start), end - start))) return;
  const name = text.slice(start, end);
  if (!FORBIDDEN.has(name)) return;
  throw new NetError('FORBIDDEN_KEY', `XML with an element or attribute ${name} is refused`);
}

/**
 * Check a name that is about to be written.
 *
 * @throws NetError `ENCODE_FAILED` for what is no XML name, `FORBIDDEN_KEY`
 */
export function checkName(name: string): void {
  if (name === '' || endOfName(name, 0) !== name.length) {
    throw new NetError('ENCODE_FAILED', `${logText(name, 40)} is no XML name`);
  }
  refuseUnwritable(name);
  refuseForbidden(name, 0, name.length);
}

function keyOf(firstCode: number, length: number): number {
  return length * 0x10000 + firstCode;
}

function isNameStart(code: number): boolean {
  return code < 128 ? ASCII[code] === STARTS : isIn(OTHERS, code);
}

function isNamePart(code: number): boolean {
  if (code < 128) return ASCII[code] !== 0;
  return isIn(OTHERS, code) || isIn(COMBINING, code);
}

function isIn(ranges: readonly (readonly [number, number])[], code: number): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last);
}

const STARTS = 2;
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_:]/.test(character)) return STARTS;
  return /[-.0-9]/.test(character) ? 1 : 0;
});
// By UTF-16 units: text that was UTF-8 has surrogates in pairs only. U+10000 to U+EFFFF are allowed.
const OTHERS: readonly (readonly [number, number])[] = [
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x167f],
  [0x1681, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xd800, 0xdb7f],
  [0xdc00, 0xdfff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfefe],
  [0xff00, 0xfffd],
];
const COMBINING: readonly (readonly [number, number])[] = [
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
];
const FORBIDDEN: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
]);
// Most names differ from all of these in their length or their first letter, and are never cut out.
const MAY_BE_FORBIDDEN: ReadonlySet<number> = new Set(
  [...FORBIDDEN].map((name) => keyOf(name.charCodeAt(0), name.length)),
);
