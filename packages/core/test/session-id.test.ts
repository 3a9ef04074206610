import { describe, expect, it } from '@jest/globals';
import { newSessionId, randomIdOf } from '../src/session-id.ts';

describe('newSessionId', () => {
  it('is 128 bits in hex', () => {
    expect(newSessionId()).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is another one each time', () => {
    const ids = Array.from({ length: 10_000 }, newSessionId);
    expect(new Set(ids).size).toBe(10_000);
  });

  it('has every bit set and unset at some time', () => {
    let [everSet, everUnset] = [0n, 0n];
    for (let round = 0; round < 200; round += 1) {
      const bits = BigInt(`0x${newSessionId()}`);
      everSet |= bits;
      everUnset |= ~bits & ALL_BITS;
    }
    expect(everSet).toBe(ALL_BITS);
    expect(everUnset).toBe(ALL_BITS);
  });
});

describe('randomIdOf', () => {
  it('is any id of the range, its ends included', () => {
    const ids = new Set(Array.from({ length: 1000 }, () => randomIdOf({ first: 5, last: 8 })));
    expect([...ids].toSorted((one, other) => one - other)).toEqual([5, 6, 7, 8]);
  });

  it('reaches the highest of 32 bits', () => {
    expect(randomIdOf({ first: 0xfffffffe, last: 0xfffffffe })).toBe(0xfffffffe);
  });
});

const ALL_BITS = 2n ** 128n - 1n;
