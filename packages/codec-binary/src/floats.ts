import { readInt32 } from './byte-order.ts';
import { encodeFailed } from './failures.ts';
import { type Field, fixedCoder } from './field.ts';
import { getWords, HIGH, putWords, words } from './words.ts';

/** A number in the 4 bytes of IEEE 754: rounded as `Math.fround` does. Any NaN arrives as NaN. */
export const f32: Field<number> = {
  compile: ({ path, littleEndian }) =>
    fixedCoder(4, {
      put: (value, out, at) => {
        if (typeof value !== 'number') throw encodeFailed(path, value, 'a number');
        words.setFloat32(HIGH, value);
        out.setUint32(at, words.getUint32(HIGH), littleEndian);
      },
      get: (bytes, at) => {
        words.setInt32(HIGH, readInt32(bytes, at, littleEndian));
        return words.getFloat32(HIGH);
      },
      inline: {
        fits: "typeof v === 'number'",
        put: `words.setFloat32(${HIGH}, v); out.setUint32(at, words.getUint32(${HIGH}), ${littleEndian})`,
      },
    }),
};

/** Any number, in the 8 bytes of IEEE 754. Any NaN arrives as NaN. */
export const f64: Field<number> = {
  compile: ({ path, littleEndian }) =>
    fixedCoder(8, {
      put: (value, out, at) => {
        if (typeof value !== 'number') throw encodeFailed(path, value, 'a number');
        words.setFloat64(HIGH, value);
        putWords(out, at, littleEndian);
      },
      get: (bytes, at) => {
        getWords(bytes, at, littleEndian);
        return words.getFloat64(HIGH);
      },
    }),
};
