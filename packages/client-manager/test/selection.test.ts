import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import type { ManagedClient } from '../src/managed-client.ts';
import { Member } from '../src/member.ts';
import { checkStrategy, Selection, type Strategy } from '../src/selection.ts';

describe('Selection', () => {
  it('picks nobody of nobody, or where none is ready', () => {
    for (const strategy of STRATEGIES) {
      expect(picks([], strategy, 1)).toEqual([undefined]);
      expect(picks([member('a', { isReady: false })], strategy, 1)).toEqual([undefined]);
    }
  });

  it('passes over those that are not ready, and those that were tried', () => {
    const [a, b, c] = [member('a'), member('b', { isReady: false }), member('c')];
    for (const strategy of STRATEGIES) {
      const picked = new Selection().pick([a, b, c], strategy, context(), new Set([a]));
      expect(picked).toBe(c);
    }
  });

  it('goes round', () => {
    const members = ['a', 'b', 'c'].map((name) => member(name));
    expect(names(picks(members, 'round-robin', 6))).toBe('abcabc');
  });

  it('spreads at random', () => {
    const counts = countsOf(picks([member('a'), member('b')], 'random', 1000));
    expect(counts.get('a')).toBeGreaterThan(400);
    expect(counts.get('b')).toBeGreaterThan(400);
  });

  it('prefers whose requests wait for the fewest answers', () => {
    const members = [
      member('a', { pending: 3 }),
      member('b', { pending: 1 }),
      member('c', { pending: 2 }),
    ];
    expect(names(picks(members, 'least-pending', 2))).toBe('bb');
  });

  it('picks the same for the same key, and moves only the keys of one that goes', () => {
    const members = ['a', 'b', 'c'].map((name) => member(name));
    const rest = members.filter(({ address }) => address !== 'b');
    const [before, after] = [new Selection(), new Selection()];
    const keys = Array.from({ length: 200 }, (_, index) => ({ key: `user ${index}` }));
    const firsts = keys.map((strategy) => before.pick(members, strategy, context())!);
    expect(keys.map((strategy) => before.pick(members, strategy, context()))).toEqual(firsts);
    const stayed = keys.filter((_, index) => firsts[index]!.address !== 'b');
    const expected = firsts.filter(({ address }) => address !== 'b');
    expect(stayed.map((strategy) => after.pick(rest, strategy, context()))).toEqual(expected);
  });

  it('lets a new member take its share gradually', () => {
    for (const strategy of ['round-robin', 'random'] as const) {
      const shareAfter = (nowMs: number): number => {
        const members = [member('old', { since: -1e6 }), member('new')];
        return countsOf(picks(members, strategy, 2000, { nowMs, warmUpMs: 1000 })).get('new') ?? 0;
      };
      const shares = [0, 500, 1000].map(shareAfter);
      expect(shares[0]).toBeLessThan(150);
      expect(shares[1]).toBeGreaterThan(500);
      expect(shares[1]).toBeLessThan(830);
      expect(shares[2]).toBeGreaterThan(900);
    }
  });

  it('lets a new member take some of its keys at first, and always the same', () => {
    const [old, fresh] = [member('old', { since: -1e6 }), member('new')];
    const half = { nowMs: 500, warmUpMs: 1000, random: Math.random };
    const selection = new Selection();
    const keys = Array.from({ length: 1000 }, (_, index) => ({ key: `user ${index}` }));
    const pick = (strategy: Strategy): Member => selection.pick([old, fresh], strategy, half)!;
    const taken = keys.filter((strategy) => pick(strategy) === fresh);
    expect(taken.length).toBeGreaterThan(150);
    expect(taken.length).toBeLessThan(350);
    for (const strategy of taken) expect(pick(strategy)).toBe(fresh);
  });
});

const STRATEGIES: readonly Strategy[] = ['round-robin', 'random', 'least-pending', { key: 'k' }];

describe('checkStrategy', () => {
  it('accepts each that there is, and none', () => {
    for (const strategy of [...STRATEGIES, undefined]) checkStrategy(strategy);
  });

  it('refuses what a program without types may give, and says which there are', () => {
    expect(() => checkStrategy('luck' as 'random')).toThrow(
      new TypeError('strategy is round-robin, random, least-pending or a key, got luck'),
    );
  });
});

interface Facts {
  readonly isReady?: boolean;
  readonly pending?: number;
  readonly since?: number;
}

function member(address: string, { isReady = true, pending = 0, since = 0 }: Facts = {}): Member {
  // All that is asked of it here.
  const client = { session: isReady ? {} : undefined, pendingRequests: pending } as ManagedClient;
  return new Member('group', address, client, since);
}

function context() {
  return { nowMs: 1e6, warmUpMs: 0, random: Math.random };
}

function picks(
  members: readonly Member[],
  strategy: Strategy,
  count: number,
  times: { readonly nowMs: number; readonly warmUpMs: number } = { nowMs: 1e6, warmUpMs: 0 },
): (Member | undefined)[] {
  const random = seededRandom(3);
  const selection = new Selection();
  const all = { ...times, random: () => random.next() };
  return Array.from({ length: count }, () => selection.pick(members, strategy, all));
}

function names(members: readonly (Member | undefined)[]): string {
  return members.map((picked) => picked?.address ?? '-').join('');
}

function countsOf(members: readonly (Member | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const picked of members) {
    const name = picked?.address ?? '-';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
