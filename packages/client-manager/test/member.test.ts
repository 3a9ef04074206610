import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import type { ManagedClient } from '../src/managed-client.ts';
import { Member } from '../src/member.ts';

describe('Member', () => {
  it('is ready while its client has a session', () => {
    const client: { session: object | undefined } = { session: undefined };
    // All that is asked of it here.
    const member = new Member('game', 'memory://one', client as ManagedClient, 0);
    expect(member.isReady).toBe(false);
    client.session = {};
    expect(member.isReady).toBe(true);
  });

  it('notes when it came up and when it went down', () => {
    const member = newMember();
    member.onState({ name: 'ready', address: 'a' }, 100);
    expect(member.changedAtMs).toBe(100);
    member.onState({ name: 'waiting', error, retryInMs: 5 }, 200);
    expect(member.changedAtMs).toBe(200);
  });

  it('counts the time it is away from the loss, whatever it tries meanwhile', () => {
    const member = newMember();
    member.onState({ name: 'connecting', address: 'a' }, 100);
    member.onState({ name: 'waiting', error, retryInMs: 5 }, 200);
    member.onState({ name: 'closed', error }, 300);
    expect(member.changedAtMs).toBe(0);
    member.onState({ name: 'ready', address: 'a' }, 400);
    member.onState({ name: 'ready', address: 'b' }, 500);
    expect(member.changedAtMs).toBe(400);
  });

  it('takes its whole share at once where there is no warm-up', () => {
    expect(newMember().weight(0, 0)).toBe(1);
  });

  it('takes a share that grows with the time it is there, and never none', () => {
    const member = newMember();
    expect([0, 10, 250, 500, 999].map((nowMs) => member.weight(nowMs, 1000))).toEqual([
      0.05, 0.05, 0.25, 0.5, 0.999,
    ]);
    expect([1000, 5000].map((nowMs) => member.weight(nowMs, 1000))).toEqual([1, 1]);
  });
});

const error = new NetError('CONNECTION_LOST', 'gone');

function newMember(): Member {
  // All that is asked of it here.
  return new Member('game', 'memory://one', { session: undefined } as ManagedClient, 0);
}
