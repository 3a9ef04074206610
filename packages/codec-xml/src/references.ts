import { NetError } from '@net/core';
import { isLegal } from './characters.ts';

/**
 * `text` with its references replaced: `&lt;` `&gt;` `&amp;` `&quot;` `&apos;` and numbers, decimal or
 * hexadecimal. One pass, so what a reference stands for is never read again, and what comes out is
 * shorter than what went in.
 *
 * @throws NetError `DECODE_FAILED` for any other `&`, and for numbers of no legal character.
 */
export function decodeReferences(text: string): string {
  let decoded = '';
  let from = 0;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at);
    if (end === -1) throw refused('that is cut off');
    decoded += text.slice(from, at) + decodeOne(text.slice(at + 1, end));
    from = end + 1;
  }
  return from === 0 ? text : decoded + text.slice(from);
}

/** The same for the value of an attribute, where line ends and tabs count as spaces (XML 1.0, 3.3.3). */
export function decodeAttribute(text: string): string {
  return decodeReferences(LINE_END.test(text) ? text.replace(LINE_ENDS, ' ') : text);
}

function decodeOne(name: string): string {
  const character = PREDEFINED.get(name);
  if (character !== undefined) return character;
  if (DECIMAL.test(name)) return characterOf(Number.parseInt(name.slice(1), 10));
  if (HEXADECIMAL.test(name)) return characterOf(Number.parseInt(name.slice(2), 16));
  throw refused('to an entity that is not predefined');
}

function characterOf(codePoint: number): string {
  if (isLegal(codePoint)) return String.fromCodePoint(codePoint);
  throw refused('to no legal character');
}

function refused(what: string): NetError {
  return new NetError('DECODE_FAILED', `XML with a reference ${what} is refused`);
}

const LINE_END = /[\t\n]/;
const LINE_ENDS = /[\t\n]/g;
const DECIMAL = /^#\d+$/;
const HEXADECIMAL = /^#x[\dA-Fa-f]+$/;
const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
