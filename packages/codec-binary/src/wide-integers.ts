import type { ByteWriter } from '@net/core';
import { type Coder, type Context, type Field, fixedCoder, needsVarintLayout } from './field.ts';
import { readVarintWords, writeVarintWords } from './varint.ts';
import {
  signedBigint,
  signedNumber,
  unsignedBigint,
  unsignedNumber,
  type WideForm,
} from './wide-forms.ts';
import { getWords, HIGH, LOW, putWords, words } from './words.ts';

/** A 64-bit whole number: a bigint, or through `asNumber` a number. */
export interface WideField extends Field<bigint> {
  /** The same bytes as a number; one beyond ±(2⁵³ - 1) is refused, both ways. */
  readonly asNumber: Field<number>;
}

/** A whole number from 0 to 2⁶⁴ - 1, in 8 bytes. */
export const u64: WideField = wide(fixedWords, unsignedBigint, unsignedNumber);

/** A whole number from -2⁶³ to 2⁶³ - 1, in 8 bytes. */
export const i64: WideField = wide(fixedWords, signedBigint, signedNumber);

/** A whole number from 0 to 2⁶⁴ - 1 in 1 to 10 bytes: the smaller, the shorter. */
export const varint64: WideField = wide(varintWords, unsignedBigint, unsignedNumber);

/** A whole number from -2⁶³ to 2⁶³ - 1 in 1 to 10 bytes: the nearer to 0, the shorter. */
export const zigzag64: WideField = wide(zigzagWords, signedBigint, signedNumber);

type Wire = <T>(context: Context, form: WideForm<T>) => Coder<T>;

function wide(wire: Wire, bigints: WideForm<bigint>, numbers: WideForm<number>): WideField {
  return {
    compile: (context) => wire(context, bigints),
    asNumber: { compile: (context) => wire(context, numbers) },
  };
}

function fixedWords<T>({ path, littleEndian }: Context, { split, join }: WideForm<T>): Coder<T> {
  const put = (value: T, out: ByteWriter, at: number): void => {
    split(value, path);
    putWords(out, at, littleEndian);
  };
  const get = (bytes: Uint8Array, at: number): T => {
    getWords(bytes, at, littleEndian);
    return join(path);
  };
  return fixedCoder(8, { put, get }, 'number');
}

function varintWords<T>(context: Context, { split, join }: WideForm<T>): Coder<T> {
  needsVarintLayout(context, 'varint64');
  const { path } = context;
  return {
    minBytes: 1,
    nodes: 1,
    key: 'number',
    write: (value, out) => {
      split(value, path);
      writeVarintWords(out);
    },
    read: (input) => {
      readVarintWords(input, path);
      return join(path);
    },
  };
}

function zigzagWords<T>(context: Context, { split, join }: WideForm<T>): Coder<T> {
  const fold = (value: T, path: string): void => {
    split(value, path);
    foldSign();
  };
  const unfold = (path: string): T => {
    unfoldSign();
    return join(path);
  };
  return varintWords(context, { split: fold, join: unfold });
}

/** The sign from the highest bit of `words` to the lowest, so that small numbers stay small. */
function foldSign(): void {
  const high = words.getInt32(HIGH);
  const low = words.getInt32(LOW);
  const sign = high >> 31;
  words.setInt32(HIGH, ((high << 1) | (low >>> 31)) ^ sign);
  words.setInt32(LOW, (low << 1) ^ sign);
}

function unfoldSign(): void {
  const high = words.getInt32(HIGH);
  const low = words.getInt32(LOW);
  const sign = -(low & 1);
  words.setInt32(HIGH, (high >>> 1) ^ sign);
  words.setInt32(LOW, ((low >>> 1) | (high << 31)) ^ sign);
}
