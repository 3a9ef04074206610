import { decodeFailed, encodeFailed } from './failures.ts';
import { type Field, fixedCoder } from './field.ts';

/** `true` or `false`, in 1 byte: 1 or 0, and no other. */
export const bool: Field<boolean> = {
  compile: ({ path }) =>
    fixedCoder(
      1,
      {
        put: (value, out, at) => {
          if (typeof value !== 'boolean') throw encodeFailed(path, value, 'true or false');
          out.setUint8(at, value ? 1 : 0);
        },
        get: (bytes, at) => readFlag(bytes[at] ?? 0, path),
      },
      'text',
    ),
};

/** Whether `byte` is 1 and not 0. @throws NetError `DECODE_FAILED` for all others. */
export function readFlag(byte: number, path: string): boolean {
  if (byte <= 1) return byte === 1;
  throw decodeFailed(path, `${byte} is neither 0 nor 1`);
}
