import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ClientManagerOptions } from '../src/client-manager-options.ts';
import { Membership } from '../src/membership.ts';
import { ONE, Scene, settle, TWO } from './support/scene.ts';

let scene: Scene;
afterEach(() => scene?.end());

describe('Membership', () => {
  it('has no groups at first', async () => {
    const { membership } = await subject();
    expect([membership.groups.size, membership.of('game')]).toEqual([0, []]);
  });

  it('takes an address in once', async () => {
    const { membership } = await subject();
    const member = membership.join('game', ONE);
    expect(membership.join('game', ONE)).toBe(member);
    expect(membership.join('other', ONE)).not.toBe(member);
    expect([...membership.groups.keys()]).toEqual(['game', 'other']);
  });

  it('forgets a group that nobody is in any more', async () => {
    const { membership } = await subject();
    const members = [membership.join('game', ONE), membership.join('game', TWO)];
    await membership.remove(members.slice(1));
    expect(membership.of('game')).toEqual([members[0]]);
    await membership.remove(members);
    expect([...membership.groups]).toEqual([]);
  });

  it('tells what happens to members, and of each end once', async () => {
    const { membership, events } = await subject();
    const member = membership.join('game', ONE);
    await member.client.ready();
    await Promise.all([membership.remove([member]), membership.remove([member])]);
    expect(events).toEqual([`game ${ONE} ready`, `game ${ONE} removed`, `game ${ONE} closed`]);
  });

  it('calls off a reconnect when the member is taken out', async () => {
    const { membership } = await subject();
    const member = membership.join('game', ONE);
    await member.client.ready();
    await scene.kill(ONE);
    await settle();
    expect(member.client.state.name).toBe('waiting');
    await membership.remove([member]);
    expect(member.client.state.name).toBe('closed');
  });

  it('evicts a member that was away for too long', async () => {
    const { membership, events } = await subject({ evictAfterMs: 10_000 });
    const gone = membership.join('game', 'memory://nowhere');
    const stays = membership.join('game', ONE);
    await scene.pass(16_000);
    expect(membership.of('game')).toEqual([stays]);
    expect(gone.client.state.name).toBe('closed');
    expect(events).toContain('game memory://nowhere evicted');
  });

  it('evicts a member that will never come back', async () => {
    const { membership } = await subject({ evictAfterMs: 10_000 });
    await scene.serve(TWO, { authenticate: () => undefined });
    const { client } = membership.join('game', TWO);
    expect(await client.closed).toMatchObject({ code: 'AUTH_FAILED' });
    expect(membership.of('game')).toHaveLength(1);
    await scene.pass(16_000);
    expect(membership.of('game')).toEqual([]);
  });

  it('looks for absent members without piling anything up', async () => {
    const { membership } = await subject({ evictAfterMs: 1000 });
    const member = membership.join('game', ONE);
    await member.client.ready();
    const reactions = jest.spyOn(member.client.closed, 'then');
    await scene.pass(20_000);
    expect(membership.of('game')).toEqual([member]);
    expect(reactions).not.toHaveBeenCalled();
  });

  it('waits for those that are leaving when it is closed', async () => {
    const { membership, events } = await subject();
    const member = membership.join('game', ONE);
    await member.client.ready();
    void membership.remove([member]);
    membership.join('game', TWO);
    await membership.close();
    expect(member.client.state.name).toBe('closed');
    expect(membership.groups.size).toBe(0);
    expect(events).toContain(`game ${ONE} closed`);
    expect(events).toContain(`game ${TWO} closed`);
  });
});

async function subject(options: Partial<ClientManagerOptions> = {}) {
  scene = new Scene();
  await scene.serve(ONE);
  const membership = new Membership(scene.stack(options));
  scene.ending(() => membership.close({ signal: AbortSignal.abort() }));
  const events: string[] = [];
  membership.events.add(({ group, address, state }) => {
    events.push(`${group} ${address} ${state.name}`);
  });
  return { membership, events };
}
