import { NetError } from '@net/core';
import { refuseUnwritable } from './characters.ts';
import { type DocumentLimits, tooDeep, tooManyNodes } from './document.ts';
import { checkName } from './names.ts';

/** How values become elements. */
export interface ContentOptions extends DocumentLimits {
  readonly lists: ReadonlySet<string>;
}

/**
 * The element `name` with `value` as its content: what the parser makes of it is `value` again, in
 * strings. Every name is checked and every text escaped, so that a value can only be content.
 *
 * @throws NetError `ENCODE_FAILED`, `DEPTH_EXCEEDED`, `NODES_EXCEEDED` or `FORBIDDEN_KEY`
 */
export function writeElement(name: string, value: unknown, options: ContentOptions): string {
  return new ContentWriter(options).element(name, value, 1);
}

class ContentWriter {
  readonly #options: ContentOptions;
  #nodes = 0;

  constructor(options: ContentOptions) {
    this.#options = options;
  }

  element(name: string, value: unknown, depth: number): string {
    this.#countNode();
    if (depth > this.#options.maxDepth) throw tooDeep(this.#options.maxDepth);
    if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
      return this.#structure(name, value, depth);
    }
    return close(name, '', escapeText(scalar(name, value)));
  }

  #structure(name: string, value: object, depth: number): string {
    // Maps, sets and bytes have no members that could be written.
    if (Symbol.iterator in value) throw unwritable(name, 'list, map or bytes');
    let attributes = '';
    let text = '';
    let children = '';
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      if (key === '#text') text = scalar(name, member);
      else if (key.startsWith('@')) attributes += this.#attribute(key.slice(1), member);
      else children += this.#children(key, member, depth + 1);
    }
    const isLayout = children !== '' && BLANK.test(text);
    return close(name, attributes, (isLayout ? protect(text) : escapeText(text)) + children);
  }

  #attribute(name: string, value: unknown): string {
    checkName(name);
    this.#countNode();
    return ` ${name}="${escapeAttribute(scalar(name, value))}"`;
  }

  #children(name: string, value: unknown, depth: number): string {
    checkName(name);
    const isList = Array.isArray(value);
    if (isList !== this.#options.lists.has(name)) throw notDeclared(name, isList);
    if (!isList) return this.element(name, value, depth);
    let elements = '';
    for (const item of value) elements += this.element(name, item, depth);
    return elements;
  }

  #countNode(): void {
    if (++this.#nodes > this.#options.maxNodes) throw tooManyNodes(this.#options.maxNodes);
  }
}

function close(name: string, attributes: string, content: string): string {
  if (content === '') return `<${name}${attributes}/>`;
  return `<${name}${attributes}>${content}</${name}>`;
}

function scalar(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value))
    return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  throw unwritable(name, value === null ? 'null' : typeof value);
}

function unwritable(name: string, type: string): NetError {
  return new NetError('ENCODE_FAILED', `${name} has the type ${type}, which has no XML here`);
}

function notDeclared(name: string, isList: boolean): NetError {
  const text = isList
    ? `${name} is a list, and not among the names in the option lists`
    : `${name} is no list, but among the names in the option lists`;
  return new NetError('ENCODE_FAILED', text);
}

function escapeText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  refuseUnwritable(text);
  return text.replace(SPECIAL_IN_TEXT, reference);
}

/** Tabs and line ends as references too: readers make spaces of them else (XML 1.0, 3.3.3). */
function escapeAttribute(text: string): string {
  if (!SPECIAL.test(text)) return text;
  refuseUnwritable(text);
  return text.replace(SPECIAL_IN_ATTRIBUTE, reference);
}

/** White space beside elements, so that it is not taken for layout. */
function protect(text: string): string {
  return text === '' ? '' : reference(text.slice(0, 1)) + escapeText(text.slice(1));
}

function reference(character: string): string {
  return NAMED.get(character) ?? `&#${character.charCodeAt(0)};`;
}

const BLANK = /^[ \t\n\r]*$/;
const SPECIAL = /[^ !#-%'-;=?-\ud7ff\ue000-\ufffd]/;
const SPECIAL_IN_TEXT = /[&<>\r]/g;
const SPECIAL_IN_ATTRIBUTE = /[&<>"\t\n\r]/g;
const NAMED: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);
