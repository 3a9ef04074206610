import { describe, expect, it } from '@jest/globals';
import type { ManagedClient } from '../src/managed-client.ts';
import { Member } from '../src/member.ts';
import { MemberGroup } from '../src/member-group.ts';

describe('MemberGroup', () => {
  it('has nobody at first, and picks nobody', () => {
    const group = new MemberGroup();
    expect([group.members, group.find('a')]).toEqual([[], undefined]);
    expect(group.pick('round-robin', CONTEXT)).toBeUndefined();
    expect(group.stats()).toEqual({ members: 0, ready: 0, pendingRequests: 0, failovers: 0 });
  });

  it('keeps its members in the order they joined', () => {
    const { group, members } = subject('c', 'a', 'b');
    expect(group.members).toEqual(members);
    expect(group.find('a')).toBe(members[1]);
  });

  it('removes a member, and nobody else of the same address', () => {
    const { group, members } = subject('a', 'b');
    expect(group.remove(memberOf('a'))).toBe(false);
    expect(group.remove(members[0]!)).toBe(true);
    expect(group.remove(members[0]!)).toBe(false);
    expect(group.members).toEqual([members[1]]);
  });

  it('gives the keys of one that has left to others', () => {
    const { group, members } = subject('a', 'b');
    const owner = group.pick({ key: 'k' }, CONTEXT);
    group.remove(owner!);
    expect(group.pick({ key: 'k' }, CONTEXT)).toBe(members.find((member) => member !== owner));
  });

  it('picks nobody who was tried', () => {
    const { group, members } = subject('a', 'b');
    expect(group.pick('random', CONTEXT, new Set([members[0]!]))).toBe(members[1]);
    expect(group.pick('random', CONTEXT, new Set(members))).toBeUndefined();
  });

  it('counts', () => {
    const { group } = subject('a', 'b');
    group.add(memberOf('c'));
    group.failovers++;
    expect(group.stats()).toEqual({ members: 3, ready: 2, pendingRequests: 6, failovers: 1 });
  });
});

function subject(...addresses: readonly string[]) {
  const group = new MemberGroup();
  const members = addresses.map((address) => memberOf(address, {}));
  for (const member of members) group.add(member);
  return { group, members };
}

function memberOf(address: string, session?: object): Member {
  // All that is asked of it here.
  const client = { session, pendingRequests: 2 } as ManagedClient;
  return new Member('game', address, client, 0);
}

const CONTEXT = { nowMs: 0, warmUpMs: 0, random: () => 0 };
