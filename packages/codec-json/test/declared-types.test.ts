import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import type { JsonTypes } from '../src/index.ts';
import { planTypes } from '../src/declared-types.ts';

interface Order {
  id: bigint;
  at?: Date | undefined;
  lines: { price: bigint | null; sku: string }[];
  blobs: Record<string, Uint8Array>;
}

function codeOf(types: unknown): unknown {
  try {
    planTypes(types);
  } catch (error) {
    if (error instanceof NetError) return error.code;
    throw error;
  }
  return 'none';
}

describe('JsonTypes', () => {
  it('follow the type of the value', () => {
    const all: JsonTypes<Order> = {
      id: 'bigint',
      at: 'date',
      lines: [{ price: 'bigint' }],
      blobs: { '*': 'bytes' },
    };
    const some: JsonTypes<Order> = { lines: [{}] };
    const anything: JsonTypes<unknown> = [{ a: ['date'] }];
    const bare: JsonTypes<bigint> = 'bigint';
    // @ts-expect-error: id is a bigint
    const otherKind: JsonTypes<Order> = { id: 'date' };
    // @ts-expect-error: a text is a text in JSON
    const needless: JsonTypes<Order> = { lines: [{ sku: 'bytes' }] };
    // @ts-expect-error: there is no such member
    const unknownName: JsonTypes<Order> = { ids: 'bigint' };
    for (const types of [all, some, anything, bare, otherKind, needless, unknownName]) {
      expect(codeOf(types)).toBe('none');
    }
  });
});

describe('planTypes', () => {
  it('knows the path of every part', () => {
    const plan = planTypes({ lines: [{ price: 'bigint' }], '*': 'date' });
    expect(plan).toMatchObject({ path: '', others: { path: '*' } });
    const lines = 'members' in plan ? plan.members.get('lines') : undefined;
    expect(lines).toMatchObject({ path: 'lines', elements: { path: 'lines[]' } });
  });

  it.each([
    [undefined],
    [null],
    [1],
    ['number'],
    [{ a: 'Date' }],
    [[]],
    [['date', 'date']],
    [{ a: [] }],
    [{ ['__proto__']: 'date' }],
    [{ a: { b: undefined } }],
  ])('refuses %p', (types) => {
    expect(codeOf(types)).toBe('INVALID_OPTION');
  });

  it('refuses what nests without end', () => {
    const endless: unknown[] = [];
    endless.push(endless);
    expect(codeOf(endless)).toBe('INVALID_OPTION');
  });
});
