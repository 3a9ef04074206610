import { type Coder, type Context, type Field, needsVarintLayout } from './field.ts';
import { notInteger } from './integers.ts';
import { putVarint, readVarint, varintBytes } from './varint.ts';

/** A whole number from 0 to 2³² - 1 in 1 to 5 bytes: the smaller, the shorter. */
export const varint: Field<number> = {
  compile: (context) =>
    varintCoder(context, (path, value) => {
      if (value >>> 0 !== value) throw notInteger(path, value, 0, 0xffffffff);
      return value;
    }),
};

/** A whole number from -2³¹ to 2³¹ - 1 in 1 to 5 bytes: the nearer to 0, the shorter. */
export const zigzag: Field<number> = {
  compile: (context) => {
    const { read, ...coder } = varintCoder(context, (path, value) => {
      if ((value | 0) !== value) throw notInteger(path, value, -0x80000000, 0x7fffffff);
      return ((value << 1) ^ (value >> 31)) >>> 0;
    });
    return { ...coder, read: (input) => fromZigzag(read(input)) };
  },
};

function fromZigzag(bits: number): number {
  return (bits >>> 1) ^ -(bits & 1);
}

function varintCoder(
  context: Context,
  toBits: (path: string, value: number) => number,
): Coder<number> {
  needsVarintLayout(context, 'varint');
  const { path } = context;
  return {
    minBytes: 1,
    nodes: 1,
    key: 'number',
    write: (value, out) => {
      const bits = toBits(path, value);
      putVarint(bits, out, out.reserve(varintBytes(bits)));
    },
    read: (input) => readVarint(input, path),
  };
}
