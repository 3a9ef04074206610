import { NetError } from '@net/core';
import { mayNestDeeper } from './nesting.ts';

/** How much structure one body may have; `Infinity` for "no bound". */
export interface ShapeLimits {
  /** Arrays and objects inside each other; a bare number or string is 0 deep. */
  readonly maxDepth: number;
  /** Values in all; a member counts as two, its key and its value. */
  readonly maxNodes: number;
}

/**
 * Whether valid JSON of this text could be over a limit. Found by native searches, so that the
 * bodies of everyday never pay for a scan; brackets inside of strings only make it say yes.
 */
export function mayExceed(text: string, limits: ShapeLimits): boolean {
  // A node takes two characters at least, itself and a comma, colon or bracket.
  if (text.length > 2 * limits.maxNodes) return true;
  // So does a level: one too deep opens and closes `maxDepth + 1` times.
  if (text.length < 2 * (limits.maxDepth + 1)) return false;
  return mayNestDeeper(text, limits.maxDepth);
}

/**
 * Measure the structure of JSON in one pass, without recursion. Bytes that are not JSON pass or
 * fail at random, in the same linear time; `JSON.parse` tells them apart afterwards.
 *
 * @throws NetError `DEPTH_EXCEEDED`
 * @throws NetError `NODES_EXCEEDED`
 */
export function checkShape(bytes: Uint8Array, limits: ShapeLimits): void {
  const { maxDepth, maxNodes } = limits;
  const { length } = bytes;
  let depth = 0;
  let nodes = 1;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COMMA || byte === COLON) nodes++;
    else if (isOpening(byte)) {
      if (++depth > maxDepth) throw tooDeep(depth, maxDepth);
      if (!isEmpty(bytes, at)) nodes++;
    } else if (isClosing(byte)) depth--;
  }
  if (nodes > maxNodes) throw tooMany(nodes, maxNodes);
}

function tooDeep(depth: number, maxDepth: number): NetError {
  const text = `JSON that nests ${depth} deep or more is over the limit of ${maxDepth}`;
  return new NetError('DEPTH_EXCEEDED', text);
}

function tooMany(nodes: number, maxNodes: number): NetError {
  const text = `JSON of ${nodes} nodes is over the limit of ${maxNodes}`;
  return new NetError('NODES_EXCEEDED', text);
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  let byte = bytes[at];
  while (byte !== QUOTE && byte !== undefined) {
    at += byte === BACKSLASH ? 2 : 1;
    byte = bytes[at];
  }
  return at;
}

function isEmpty(bytes: Uint8Array, opening: number): boolean {
  let at = opening + 1;
  while (isWhiteSpace(bytes[at] ?? 0)) at++;
  return isClosing(bytes[at] ?? 0);
}

// `[` and `{` differ in one bit, as do `]` and `}`; no other two bytes become these with it set.
function isOpening(byte: number): boolean {
  return (byte | CASE_BIT) === 0x7b;
}

function isClosing(byte: number): boolean {
  return (byte | CASE_BIT) === 0x7d;
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

const CASE_BIT = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
