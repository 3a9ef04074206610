import { describe, expect, it } from '@jest/globals';
import { hash, HashRing } from '../src/hash-ring.ts';

const KEYS = Array.from({ length: 10_000 }, (_, index) => `user ${index}`);

describe('HashRing', () => {
  it('has no order of nobody', () => {
    expect([...ringOf([]).order('key')]).toEqual([]);
  });

  it('names every member once, the same for the same key', () => {
    const order = [...ringOf(['a', 'b', 'c']).order('key')];
    expect(order.toSorted()).toEqual(['a', 'b', 'c']);
    expect([...ringOf(['c', 'a', 'b']).order('key')]).toEqual(order);
  });

  it('gives members shares that differ little', () => {
    const counts = countsOf(['a', 'b', 'c', 'd']);
    for (const count of counts.values()) {
      expect(count).toBeGreaterThan(1500);
      expect(count).toBeLessThan(3500);
    }
  });

  it('moves only the keys of a member that goes', () => {
    const all = ringOf(['a', 'b', 'c', 'd']);
    const rest = ringOf(['a', 'b', 'd']);
    for (const key of KEYS) {
      const [before, next] = [...all.order(key)];
      expect(firstOf(rest, key)).toBe(before === 'c' ? next : before);
    }
  });

  it('moves a share of the keys to one that comes, and no others', () => {
    const before = ringOf(['a', 'b', 'c']);
    const after = ringOf(['a', 'b', 'c', 'd']);
    const moved = KEYS.filter((key) => firstOf(before, key) !== firstOf(after, key));
    expect(moved.every((key) => firstOf(after, key) === 'd')).toBe(true);
    expect(moved.length).toBeLessThan(0.35 * KEYS.length);
  });
});

describe('hash', () => {
  it('is the same in every process', () => {
    expect([hash(''), hash('a'), hash('key')]).toEqual([0xab3e7c0b, 0x1a80b1b3, 0x3a5e35fd]);
  });
});

function ringOf(members: readonly string[]): HashRing<string> {
  return new HashRing(members, (member) => member);
}

function firstOf(ring: HashRing<string>, key: string): string | undefined {
  return ring.order(key).next().value ?? undefined;
}

function countsOf(members: readonly string[]): Map<string, number> {
  const ring = ringOf(members);
  const counts = new Map<string, number>();
  for (const key of KEYS) {
    const first = firstOf(ring, key)!;
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return counts;
}
