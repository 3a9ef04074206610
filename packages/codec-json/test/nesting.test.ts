import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayNestDeeper } from '../src/nesting.ts';

/** Arrays and objects inside each other, taken from the value the slow and obvious way. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function mixed(arrays: number, objects: number): string {
  return '{"":'.repeat(objects) + '['.repeat(arrays) + ']'.repeat(arrays) + '}'.repeat(objects);
}

// Strings that look like the places where levels end, from inside and from outside.
const trap = fc
  .array(fc.constantFrom(']', '}', ',', '{', '[', '"', ':', 'a', '1', '\\', ' '), { maxLength: 8 })
  .map((parts) => parts.join(''));

const { value: trapped } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'large', withCrossShrink: true },
    fc.oneof(trap, fc.constantFrom<unknown>(0, true, null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(trap, tie('value'), { maxKeys: 4 }),
  ),
}));

describe('mayNestDeeper', () => {
  it('never misses a value that nests deeper, whatever its strings hold', () => {
    fc.assert(
      fc.property(trapped, (value) => {
        const depth = depthOf(value);
        for (const text of [JSON.stringify(value), JSON.stringify(value, undefined, ' ')]) {
          for (let limit = 0; limit < depth; limit++) {
            expect(mayNestDeeper(text, limit)).toBe(true);
          }
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('takes no brackets of a string for closing ones', () => {
    const deep = mixed(33, 33);
    for (const part of [
      ']]]]]',
      '}]},{',
      '}]},{\\"a',
      '],[',
      ']]],[\\"a',
      ']},',
      '}}}},{',
      '}}},{ab',
    ]) {
      for (const text of [`["${part}",${deep.slice(1)}`, `{"${part}":${deep.slice(4)}`]) {
        expect(mayNestDeeper(text, 64)).toBe(true);
      }
      const between = `{"a":"${part.repeat(9)}","":`.repeat(65);
      expect(mayNestDeeper(`${between}0${'}'.repeat(65)}`, 64)).toBe(true);
    }
  });

  it('finds one level too many of arrays, of objects and of both', () => {
    for (let objects = 0; objects <= 65; objects++) {
      expect(mayNestDeeper(mixed(65 - objects, objects), 64)).toBe(true);
    }
    for (let objects = 0; objects <= 64; objects++) {
      expect(mayNestDeeper(mixed(64 - objects, objects), 64)).toBe(false);
    }
  });

  it('takes off as many levels as end before a record', () => {
    const text = '[{"a":[]},{"a":[[[[]]]]}]';
    expect(mayNestDeeper(text, 5)).toBe(true);
    expect(mayNestDeeper(text, 6)).toBe(false);
  });

  it('says no to long compact lists of records, with lists at their end too', () => {
    const records = Array.from({ length: 1000 }, (_, id) => ({
      id,
      items: Array.from({ length: id % 4 }, (_, slot) => ({ slot, tags: ['a'] })),
    }));
    expect(mayNestDeeper(JSON.stringify({ records }), 64)).toBe(false);
    expect(mayNestDeeper(JSON.stringify(records.map(({ id }) => [id])), 64)).toBe(false);
    expect(mayNestDeeper(JSON.stringify(records.map(({ id }) => [['a'], ['b', id]])), 3)).toBe(
      true,
    );
  });

  it('says yes to a text that only starts as JSON', () => {
    expect(mayNestDeeper('['.repeat(1_000_000), 64)).toBe(true);
    expect(mayNestDeeper('{"":'.repeat(250_000), 64)).toBe(true);
    expect(mayNestDeeper(`[[],${'['.repeat(100)}`, 64)).toBe(true);
  });

  it('takes time in proportion to hostile text', () => {
    for (const part of ['},{', ']', ']]]]],{"a', '[],', '{},{"a":', '"', '}']) {
      const text = part.repeat(Math.floor(1_048_576 / part.length));
      const startMs = performance.now();
      mayNestDeeper(text, 2);
      expect(performance.now() - startMs).toBeLessThan(500);
    }
  });
});
