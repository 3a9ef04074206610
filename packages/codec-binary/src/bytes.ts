import { encodeFailed } from './failures.ts';
import type { Field } from './field.ts';

/** Bytes: how many, then these. What arrives is a copy, which the receiver owns. */
export const bytes: Field<Uint8Array> = {
  compile: ({ path, lengths }) => ({
    minBytes: lengths.minBytes,
    nodes: 1,
    write: (value, out) => {
      if (!(value instanceof Uint8Array)) throw encodeFailed(path, value, 'a Uint8Array');
      const at = out.reserve(lengths.bytesOf(value.length));
      lengths.put(value.length, out, at, path);
      out.writeBytes(value);
    },
    read: (input) => {
      const byteLength = lengths.read(input, path);
      const start = input.take(byteLength);
      // Not `slice`: that of a Node buffer copies nothing.
      return new Uint8Array(input.bytes.subarray(start, start + byteLength));
    },
  }),
};
