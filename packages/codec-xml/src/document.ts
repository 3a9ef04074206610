import { NetError } from '@net/core';
import { endOfName, refuseForbidden } from './names.ts';

/** What one body may hold; `Infinity` for "no bound". */
export interface DocumentLimits {
  /** Elements inside each other; the root is 1 deep. */
  readonly maxDepth: number;
  /** Elements and attributes in all. */
  readonly maxNodes: number;
}

/**
 * Read a document in one pass and without recursion, and refuse whatever is not well-formed, over a
 * limit, or able to do more than hold a value.
 *
 * @returns the document in plain form, start tags, end tags and text: no declaration, no comments,
 * CDATA sections as escaped text. References are as they were.
 * @throws NetError `XML_DTD_FORBIDDEN` for `<!DOCTYPE` and all its kin, in comments and CDATA too
 * @throws NetError `DEPTH_EXCEEDED`, `NODES_EXCEEDED`, `FORBIDDEN_KEY` or `DECODE_FAILED`
 */
export function checkDocument(text: string, limits: DocumentLimits): string {
  return new DocumentReader(text, limits).read();
}

class DocumentReader {
  readonly #text: string;
  readonly #limits: DocumentLimits;
  /** Where the names of the open elements stand: start and end of each. */
  readonly #open: number[] = [];
  #nodes = 0;
  #at = 0;
  /** The plain form of what stands before `#from`, where the two differ. */
  #plain = '';
  #from = 0;

  constructor(text: string, limits: DocumentLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  read(): string {
    const text = this.#text;
    this.#skipDeclaration();
    for (let tag = this.#nextTag(); tag !== -1; tag = this.#nextTag()) {
      const code = text.charCodeAt(tag + 1);
      if (code === SLASH) this.#endTag(tag);
      else if (code === EXCLAMATION) this.#commentOrCdata(tag);
      else if (code === QUESTION) throw this.#malformed('a processing instruction', tag);
      else this.#startTag(tag);
    }
    if (this.#open.length > 0) throw this.#malformed('an element never ends', text.length);
    if (this.#nodes === 0) throw this.#malformed('there is no element', text.length);
    return this.#plain + text.slice(this.#from);
  }

  #skipDeclaration(): void {
    DECLARATION.lastIndex = this.#text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    const start = DECLARATION.lastIndex;
    this.#at = this.#from = DECLARATION.test(this.#text) ? DECLARATION.lastIndex : start;
  }

  /** Where the next tag starts. Outside of the root only white space may stand before it. */
  #nextTag(): number {
    const tag = this.#text.indexOf('<', this.#at);
    if (this.#open.length > 0) return tag;
    const inked = skipSpace(this.#text, this.#at);
    if (inked === (tag === -1 ? this.#text.length : tag)) return tag;
    throw this.#malformed('there is text outside of the root', inked);
  }

  #startTag(tag: number): void {
    const text = this.#text;
    const nameEnd = endOfName(text, tag + 1);
    if (nameEnd === tag + 1) throw this.#malformed('a tag has no name', tag);
    if (this.#open.length === 0 && this.#nodes > 0) throw this.#malformed('a second root', tag);
    this.#countNode(tag + 1, nameEnd);
    if (this.#open.length >= 2 * this.#limits.maxDepth) throw tooDeep(this.#limits.maxDepth);
    const end = this.#skipAttributes(nameEnd);
    const isEmpty = text.charCodeAt(end) === SLASH;
    if (!isEmpty) this.#open.push(tag + 1, nameEnd);
    else if (text.charCodeAt(end + 1) !== GREATER) throw this.#malformed('a stray slash', end);
    this.#at = isEmpty ? end + 2 : end + 1;
  }

  /** Returns where the `>` or `/` behind them stands. */
  #skipAttributes(start: number): number {
    const text = this.#text;
    let first = '';
    let others: Set<string> | undefined;
    for (let at = start; ;) {
      const next = skipSpace(text, at);
      const code = text.charCodeAt(next);
      if (code === GREATER || code === SLASH) return next;
      const nameEnd = endOfName(text, next);
      if (next === at || nameEnd === next) throw this.#malformed('a tag is garbled', next);
      this.#countNode(next, nameEnd);
      const name = text.slice(next, nameEnd);
      const isRepeated = name === first || others?.has(name) === true;
      if (isRepeated) throw this.#malformed('an attribute stands twice', next);
      if (first === '') first = name;
      else others = (others ?? new Set()).add(name);
      at = this.#skipAttributeValue(nameEnd);
    }
  }

  /** Returns where the value behind an attribute's name ends. */
  #skipAttributeValue(nameEnd: number): number {
    const text = this.#text;
    const equals = skipSpace(text, nameEnd);
    const start = skipSpace(text, equals + 1);
    const quote = text.charCodeAt(start);
    const isQuoted = quote === DOUBLE_QUOTE || quote === SINGLE_QUOTE;
    if (text.charCodeAt(equals) !== EQUALS || !isQuoted) {
      throw this.#malformed('an attribute has no quoted value', nameEnd);
    }
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) return at + 1;
      if (code === LESS) throw this.#malformed('there is a < in an attribute', at);
    }
    throw this.#malformed('an attribute never ends', start);
  }

  #endTag(tag: number): void {
    const text = this.#text;
    const nameEnd = this.#open.pop() ?? 0;
    const nameStart = this.#open.pop() ?? 0;
    const nameLength = nameEnd - nameStart;
    let same = 0;
    while (
      same < nameLength &&
      text.charCodeAt(tag + 2 + same) === text.charCodeAt(nameStart + same)
    )
      same++;
    const end = skipSpace(text, tag + 2 + same);
    if (same < nameLength || nameLength === 0 || text.charCodeAt(end) !== GREATER) {
      throw this.#malformed('an end tag matches no start tag', tag);
    }
    this.#at = end + 1;
  }

  #commentOrCdata(tag: number): void {
    const text = this.#text;
    if (text.startsWith('<!--', tag)) {
      const end = this.#endOf('--', tag + 4);
      if (text.charCodeAt(end + 2) !== GREATER) throw this.#malformed('-- in a comment', end);
      this.#rewrite(tag, '', end + 3);
    } else if (text.startsWith('<![CDATA[', tag) && this.#open.length > 0) {
      const end = this.#endOf(']]>', tag + 9);
      this.#rewrite(tag, escape(text.slice(tag + 9, end)), end + 3);
    } else {
      refuseDtd(text.slice(tag, tag + 9));
      throw this.#malformed('there is a stray <!', tag);
    }
  }

  #endOf(close: string, start: number): number {
    const end = this.#text.indexOf(close, start);
    if (end === -1) throw this.#malformed('a comment or CDATA section never ends', start);
    refuseDtd(this.#text.slice(start, end));
    return end;
  }

  /** Put `plain` in place of what stands from `start` to `end`, and go on there. */
  #rewrite(start: number, plain: string, end: number): void {
    this.#plain += this.#text.slice(this.#from, start) + plain;
    this.#at = this.#from = end;
  }

  #countNode(nameStart: number, nameEnd: number): void {
    refuseForbidden(this.#text, nameStart, nameEnd);
    if (++this.#nodes > this.#limits.maxNodes) throw tooManyNodes(this.#limits.maxNodes);
  }

  #malformed(what: string, at: number): NetError {
    const text = `a body of ${this.#text.length} characters is refused as XML: ${what}, at ${at}`;
    return new NetError('DECODE_FAILED', text);
  }
}

/** @returns the error for `DEPTH_EXCEEDED`, decoding or encoding. */
export function tooDeep(maxDepth: number): NetError {
  const text = `XML that nests ${maxDepth + 1} deep or more is over the limit of ${maxDepth}, the option maxDepth`;
  return new NetError('DEPTH_EXCEEDED', text);
}

/** @returns the error for `NODES_EXCEEDED`, decoding or encoding. */
export function tooManyNodes(maxNodes: number): NetError {
  const text = `XML of ${maxNodes + 1} elements and attributes or more is over the limit of ${maxNodes}, the option maxNodes`;
  return new NetError('NODES_EXCEEDED', text);
}

function refuseDtd(text: string): void {
  if (!DTD.test(text)) return;
  throw new NetError('XML_DTD_FORBIDDEN', 'XML with a document type or entities is refused');
}

function skipSpace(text: string, at: number): number {
  let end = at;
  while (isSpace(text.charCodeAt(end))) end++;
  return end;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const BYTE_ORDER_MARK = '\ufeff';
const DECLARATION =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*["']1\.\d+["'](?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*["'](?:utf-8|us-ascii)["'])?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*["'](?:yes|no)["'])?[ \t\r\n]*\?>/iy;
const DTD = /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i;
const EXCLAMATION = 0x21;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const SLASH = 0x2f;
const LESS = 0x3c;
const EQUALS = 0x3d;
const QUESTION = 0x3f;
const GREATER = 0x3e;
