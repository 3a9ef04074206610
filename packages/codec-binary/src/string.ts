import type { ByteWriter } from '@net/core';
import { encodeFailed } from './failures.ts';
import type { Field } from './field.ts';
import type { Lengths } from './lengths.ts';
import { readUtf8 } from './utf8.ts';

/** A text: how many bytes it has in UTF-8, then these. A lone surrogate arrives as U+FFFD. */
export const string: Field<string> = {
  compile: ({ path, lengths }) => ({
    minBytes: lengths.minBytes,
    nodes: 1,
    key: 'text',
    write: (value, out) => {
      if (typeof value !== 'string') throw encodeFailed(path, value, 'a text');
      if (value.length > SHORT || !writeShort(value, out, lengths, path)) {
        writeLong(value, out, lengths, path);
      }
    },
    read: (input) => {
      const byteLength = lengths.read(input, path);
      const start = input.take(byteLength);
      return readUtf8(input.bytes, start, start + byteLength, path);
    },
  }),
};

/** For short texts of ASCII, as most are, a call into the platform costs more than the text. */
function writeShort(text: string, out: ByteWriter, lengths: Lengths, path: string): boolean {
  const { length } = text;
  const lengthBytes = lengths.bytesOf(length);
  const at = out.reserve(lengthBytes + length);
  if (!putAscii(text, out, at + lengthBytes)) {
    out.truncate(at);
    return false;
  }
  lengths.put(length, out, at, path);
  return true;
}

/** Put `text` where a byte is reserved for each unit, four at once; false for what is not ASCII. */
function putAscii(text: string, out: ByteWriter, at: number): boolean {
  const { length } = text;
  let index = 0;
  let seen = 0;
  for (; index + 4 <= length; index += 4) {
    const first = text.charCodeAt(index);
    const second = text.charCodeAt(index + 1);
    const third = text.charCodeAt(index + 2);
    const fourth = text.charCodeAt(index + 3);
    seen |= first | second | third | fourth;
    out.setUint32(at + index, (first << 24) | (second << 16) | (third << 8) | fourth);
  }
  for (; index < length; index += 1) {
    const unit = text.charCodeAt(index);
    seen |= unit;
    out.setUint8(at + index, unit);
  }
  return seen < 0x80;
}

/** The text is written before its length is known, behind room for the length it has if it is ASCII. */
function writeLong(text: string, out: ByteWriter, lengths: Lengths, path: string): void {
  const room = lengths.bytesOf(text.length);
  const at = out.reserve(room);
  out.writeUtf8(text);
  const byteLength = out.length - at - room;
  const missing = lengths.bytesOf(byteLength) - room;
  if (missing > 0) {
    out.reserve(missing);
    out.view(at + room).copyWithin(missing, 0, byteLength);
  }
  lengths.put(byteLength, out, at, path);
}

const SHORT = 48;
