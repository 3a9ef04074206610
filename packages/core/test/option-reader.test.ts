import { describe, expect, it } from '@jest/globals';
import { OptionReader } from '../src/option-reader.ts';

interface Options {
  readonly flag?: boolean | undefined;
  readonly size?: number | undefined;
  readonly timeMs?: number | false | undefined;
  readonly mode?: 'fast' | 'slow' | undefined;
}

const NAMES = new Set(['flag', 'size', 'timeMs', 'mode']);

describe('OptionReader', () => {
  it('takes undefined, and what is missing, for the default', () => {
    for (const given of [read({}), read({ flag: undefined, size: undefined })]) {
      expect(given.flag('flag', true)).toBe(true);
      expect(given.whole('size', 5, 1, 9)).toBe(5);
    }
  });

  it('takes what is given', () => {
    const given = read({ flag: false, size: 9, timeMs: 0.5, mode: 'slow' });
    expect(given.flag('flag', true)).toBe(false);
    expect(given.whole('size', 5, 1, 9)).toBe(9);
    expect(given.duration('timeMs', 1)).toBe(0.5);
    expect(given.durationOrNever('timeMs', 1)).toBe(0.5);
    expect(given.bound('timeMs', 1)).toBe(0.5);
    expect(given.choice('mode', 'fast', ['fast', 'slow'])).toBe('slow');
  });

  it('takes false for no limit, by default too, where that may be said', () => {
    expect(read({ timeMs: false }).durationOrNever('timeMs', 1)).toBe(Infinity);
    expect(read({ timeMs: false }).bound('timeMs', 1)).toBe(Infinity);
    expect(read({}).durationOrNever('timeMs', false)).toBe(Infinity);
    expect(() => read({ timeMs: false }).duration('timeMs', 1)).toThrow('got false');
  });

  it.each([0, 10, 1.5, Number.NaN, Infinity, -1, '5', null, true])(
    'refuses %p for a whole number from 1 to 9',
    (size) => {
      expect(() => read({ size }).whole('size', 5, 1, 9)).toThrow(
        `the option size of thing() is a whole number from 1 to 9, got ${size}`,
      );
    },
  );

  it.each([0, -1, Number.NaN, Infinity, '5', null, true])('refuses %p for a bound', (size) => {
    expect(() => read({ size }).bound('size', 5)).toThrow(
      `the option size of thing() is a number above 0 or false, got ${size}`,
    );
  });

  it.each([0, Number.NaN, Infinity, 2 ** 31, null])('refuses %p for a time', (timeMs) => {
    expect(() => read({ timeMs }).duration('timeMs', 5)).toThrow(`got ${timeMs}`);
    expect(() => read({ timeMs }).durationOrNever('timeMs', 5)).toThrow(`got ${timeMs}`);
  });

  it('says what there is to choose from', () => {
    const given = read({ mode: 'Fast', size: 2 });
    expect(() => given.choice('mode', 'fast', ['fast', 'slow'])).toThrow(
      "the option mode of thing() is 'fast' or 'slow', got Fast",
    );
    expect(() => given.choice('size', 0, [0, 1])).toThrow('is 0 or 1, got 2');
  });

  it('refuses an option that does not exist, and says where it stands', () => {
    expect(() => read({ Flag: true })).toThrow('the option Flag of thing() does not exist');
    expect(() => read({ Flag: true }, 'tls.')).toThrow('the option tls.Flag of thing()');
    expect(() => read({ flag: 1 }, 'tls.').flag('flag', true)).toThrow('option tls.flag of');
    expect(() => read({ timeMs: 0 }, 'tls.').duration('timeMs', 1)).toThrow('option tls.timeMs of');
  });

  it('refuses what its user finds wrong', () => {
    const given = read({});
    given.refuse(false, 'size', 'is odd');
    expect(() => given.refuse(true, 'size', 'is odd')).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: 'the option size of thing() is odd',
      }),
    );
  });
});

/** @param options what may come from a program without types. */
function read(options: object, path?: string): OptionReader<Options> {
  return new OptionReader<Options>('thing()', options, NAMES, path);
}
