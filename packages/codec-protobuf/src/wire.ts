import { tooManyNodes } from './errors.ts';

/** Which fields of a message are messages themselves. */
export interface Layout {
  /** What the field of this number holds; undefined if that is no message. */
  messageIn(fieldNumber: number): Layout | undefined;
}

/**
 * Count the fields of a body and of the messages in it, in one pass and without recursion, before
 * anything is made of them. Bytes that are no protobuf pass or fail at random, in the same linear
 * time; it is decoding that tells them apart.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/
 *
 * @throws NetError `NODES_EXCEEDED`
 */
export function checkFields(bytes: Uint8Array, layout: Layout, maxNodes: number): void {
  const scan = new FieldScan(bytes, layout);
  for (let fields = 0; scan.next(); fields++) {
    if (fields === maxNodes) throw tooManyNodes(maxNodes);
  }
}

class FieldScan {
  readonly #bytes: Uint8Array;
  /** The messages that are open, and where they end; groups do with a tag, so nobody knows yet. */
  readonly #layouts: Layout[];
  readonly #ends: number[] = [Infinity];
  #at = 0;

  constructor(bytes: Uint8Array, layout: Layout) {
    this.#bytes = bytes;
    this.#layouts = [layout];
  }

  /** Go behind the next field, or into it if it is a message; false at the end. */
  next(): boolean {
    if (this.#at >= this.#bytes.length) return false;
    while (this.#at >= (this.#ends.at(-1) ?? Infinity)) this.#close();
    const tag = this.#varint();
    this.#enter(tag >>> 3, tag & 7);
    return true;
  }

  #enter(fieldNumber: number, wireType: number): void {
    if (wireType === VARINT) this.#varint();
    else if (wireType === FIXED64) this.#at += 8;
    else if (wireType === FIXED32) this.#at += 4;
    else if (wireType === GROUP) this.#open(this.#layoutIn(fieldNumber) ?? NO_MESSAGES, Infinity);
    else if (wireType === END_OF_GROUP) this.#close();
    else if (wireType === LENGTH) this.#enterLength(fieldNumber);
    else this.#at = Infinity;
  }

  #enterLength(fieldNumber: number): void {
    const end = this.#varint() + this.#at;
    const layout = this.#layoutIn(fieldNumber);
    if (layout === undefined) this.#at = end;
    else this.#open(layout, end);
  }

  #layoutIn(fieldNumber: number): Layout | undefined {
    return this.#layouts.at(-1)?.messageIn(fieldNumber);
  }

  #open(layout: Layout, end: number): void {
    this.#layouts.push(layout);
    this.#ends.push(end);
  }

  #close(): void {
    this.#layouts.pop();
    this.#ends.pop();
  }

  /** The low 32 bits, all that tags and lengths have. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }
}

const NO_MESSAGES: Layout = { messageIn: () => undefined };
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const GROUP = 3;
const END_OF_GROUP = 4;
const FIXED32 = 5;
