import { describe, expect, it } from '@jest/globals';
import type { ByteWriter } from '@net/core';
import { fixedCoder } from '../src/field.ts';
import { type Member, partsOf } from '../src/struct-parts.ts';

function member(name: string, fixedBytes: number | undefined): Member {
  const fixed = { put: (_value: unknown, _out: ByteWriter): void => {}, get: () => 0 };
  const { fixed: _fixed, ...other } = fixedCoder<unknown>(1, fixed);
  return { name, coder: fixedBytes === undefined ? other : fixedCoder(fixedBytes, fixed) };
}

describe('partsOf', () => {
  it('gathers neighbours of a fixed length', () => {
    const parts = partsOf([
      member('a', 4),
      member('b', 2),
      member('c', undefined),
      member('d', 0),
      member('e', 1),
    ]);
    const seen = parts.map((part) =>
      'members' in part
        ? { bytes: part.byteLength, at: part.members.map(({ name, offset }) => [name, offset]) }
        : part.name,
    );
    expect(seen).toEqual([
      {
        bytes: 6,
        at: [
          ['a', 0],
          ['b', 4],
        ],
      },
      'c',
      {
        bytes: 1,
        at: [
          ['d', 0],
          ['e', 0],
        ],
      },
    ]);
    expect(partsOf([])).toEqual([]);
  });
});
