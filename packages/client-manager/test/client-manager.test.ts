import { afterEach, describe, expect, it } from '@jest/globals';
import { message, Router, text } from '@net/core';
import type { ClientManagerOptions } from '../src/client-manager-options.ts';
import { ClientManager } from '../src/client-manager.ts';
import type { MemberEvent } from '../src/membership.ts';
import { Echo, ONE, Scene, settle, THREE, TWO } from './support/scene.ts';

let scene: Scene;
afterEach(() => scene?.end());

const Say = message(2, text());

describe('ClientManager', () => {
  it('has no groups at first, and asks nobody', async () => {
    const manager = managerOf();
    expect([manager.groups, manager.find(), manager.stats().size]).toEqual([[], [], 0]);
    expect(() => manager.pick('game')).toThrow('no member of the group game is ready');
    await expect(manager.request('game', Echo, 'x')).rejects.toMatchObject({
      code: 'NOT_CONNECTED',
      executed: 'no',
    });
  });

  it('asks the members of a group in turn', async () => {
    const manager = await started(ONE, TWO, THREE);
    const answers = await Promise.all([1, 2, 3].map((n) => manager.request('game', Echo, `${n}`)));
    expect(answers.toSorted()).toEqual([`${ONE} 1`, `${THREE} 3`, `${TWO} 2`].toSorted());
  });

  it('keeps what the filter accepts', async () => {
    const manager = await started(ONE, TWO);
    manager.add('other', ONE);
    expect(manager.find()).toHaveLength(3);
    expect(manager.find(['game'])).toHaveLength(2);
    expect(manager.find(['nothing'])).toEqual([]);
    const kept = manager.find(['game'], (client) => client.addresses[0] === TWO);
    expect(kept.map(({ addresses }) => addresses)).toEqual([[TWO]]);
    expect(manager.find(undefined, (_client, group) => group === 'other')).toHaveLength(1);
  });

  it('adds no address twice', async () => {
    const manager = await started(ONE);
    const [again] = manager.add('game', ONE);
    expect(again).toBe(manager.find()[0]);
    expect(manager.find()).toHaveLength(1);
  });

  it('asks another member when the first certainly did not run the request', async () => {
    const manager = await started(ONE, TWO);
    const closing = scene.server(ONE).close();
    const answers = Array.from({ length: 10 }, (_, n) => manager.request('game', Echo, `${n}`));
    await expect(Promise.all(answers)).resolves.toHaveLength(10);
    await closing;
    expect(manager.stats().get('game')?.failovers).toBeGreaterThan(0);
  });

  it('repeats nothing that may have run', async () => {
    scene = new Scene();
    let runs = 0;
    const router = new Router().handle(Echo, () => {
      runs++;
      return new Promise<string>(() => {});
    });
    await scene.serve(ONE, { router });
    await scene.serve(TWO, { router });
    const manager = await joined(ONE, TWO);
    const lost = manager.request('game', Echo, 'x').catch((error: unknown) => error);
    await settle();
    await scene.kill(ONE);
    await scene.kill(TWO);
    expect(await lost).toMatchObject({ code: 'CONNECTION_LOST', executed: 'maybe' });
    expect(runs).toBe(1);
  });

  it('passes over members that are down', async () => {
    const manager = await started(ONE, TWO);
    await scene.kill(ONE);
    await settle();
    const answers = await Promise.all([1, 2, 3].map((n) => manager.request('game', Echo, `${n}`)));
    expect(answers.every((answer) => answer.startsWith(TWO))).toBe(true);
  });

  it('asks all of a group, and shows who failed', async () => {
    const manager = await started(ONE, TWO);
    await scene.kill(TWO);
    await settle();
    const results = await manager.requestAll('game', Echo, 'x');
    expect(results).toEqual([
      { address: ONE, value: `${ONE} x` },
      { address: TWO, error: expect.objectContaining({ code: 'NOT_CONNECTED' }) },
    ]);
  });

  it('asks one member many things in one go', async () => {
    const manager = await started(ONE, TWO);
    const results = await manager.requestMany('game', Echo, ['a', 'b', 'c']);
    const values = results.map((result) => (result.status === 'fulfilled' ? result.value : ''));
    expect(values.map((value) => value.at(-1))).toEqual(['a', 'b', 'c']);
    expect(new Set(values.map((value) => value.slice(0, -1))).size).toBe(1);
  });

  it('sends to one of a group', async () => {
    scene = new Scene();
    const heard: string[] = [];
    const router = new Router().handle(Say, (value) => void heard.push(value));
    await scene.serve(ONE, { router });
    const manager = await joined(ONE);
    expect(manager.send('game', Say, 'hi')).toBe(true);
    await settle();
    expect(heard).toEqual(['hi']);
  });

  it('takes a member out, which then dials no more', async () => {
    const manager = await started(ONE, TWO);
    const [client] = manager.find();
    await manager.remove('game', ONE);
    expect(client!.state.name).toBe('closed');
    expect(manager.find()).toHaveLength(1);
    await manager.remove('game');
    expect(manager.groups).toEqual([]);
    await manager.remove('game');
  });

  it('tells what happens to its members', async () => {
    scene = new Scene();
    await scene.serve(ONE);
    const manager = managerOf();
    const events: string[] = [];
    const record = ({ group, state }: MemberEvent): void =>
      void events.push(`${group} ${state.name}`);
    manager.onEvent(record);
    await manager.add('game', ONE)[0]!.ready();
    await manager.remove('game');
    expect(events).toEqual(['game ready', 'game removed', 'game closed']);
  });

  it('leaves no timer behind when it is closed, whatever its members do', async () => {
    scene = new Scene();
    await scene.serve(ONE);
    const manager = managerOf({ evictAfterMs: 10_000, queue: {} });
    const [ready] = manager.add('game', ONE, TWO);
    await ready!.ready();
    const waiting = manager.requestAll('game', Echo, 'x');
    await manager.close();
    await expect(waiting).resolves.toHaveLength(2);
    await scene.kill(ONE);
    await scene.pass(100);
    expect(scene.clock.timers).toBe(0);
  });

  it('asks whoever has the fewest requests under way', async () => {
    scene = new Scene();
    const held: ((value: string) => void)[] = [];
    const hold = new Router().handle(Echo, () => new Promise<string>((open) => held.push(open)));
    await scene.serve(ONE, { router: hold });
    await scene.serve(TWO);
    const manager = await joined(ONE, TWO);
    const strategy = 'least-pending';
    const slow = manager.request('game', Echo, 'slow', { strategy });
    await settle();
    expect(manager.stats().get('game')).toMatchObject({ pendingRequests: 1 });
    for (const value of ['a', 'b', 'c']) {
      await expect(manager.request('game', Echo, value, { strategy })).resolves.toBe(
        `${TWO} ${value}`,
      );
    }
    held[0]?.('done');
    await expect(slow).resolves.toBe('done');
    expect(manager.stats().get('game')).toMatchObject({ pendingRequests: 0 });
  });

  it('asks nobody else for what was cancelled', async () => {
    const manager = await started(ONE, TWO);
    const signal = AbortSignal.abort();
    await expect(manager.request('game', Echo, 'x', { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(manager.stats().get('game')).toMatchObject({ failovers: 0 });
  });

  it('closes all, and takes nobody in afterwards', async () => {
    const manager = await started(ONE, TWO);
    const clients = manager.find();
    await manager.close();
    expect(clients.map(({ state }) => state.name)).toEqual(['closed', 'closed']);
    expect(() => manager.add('game', ONE)).toThrow('closed');
  });

  it('counts', async () => {
    const manager = await started(ONE, TWO);
    await scene.kill(TWO);
    await settle();
    expect(manager.stats().get('game')).toEqual({
      members: 2,
      ready: 1,
      pendingRequests: 0,
      failovers: 0,
    });
  });

  it('refuses a strategy that there is not, and what is wrong for its clients', async () => {
    // As a program without types would.
    const strategy = 'luck' as 'random';
    expect(() => managerOf({ strategy })).toThrow('got luck');
    expect(() => managerOf({ queue: { ttlMs: 0 } })).toThrow('queue.ttlMs');
    const manager = managerOf();
    expect(() => manager.pick('game', strategy)).toThrow('got luck');
  });

  it('asks nobody many things where nobody is ready', async () => {
    const asked = managerOf().requestMany('game', Echo, ['a']);
    await expect(asked).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('refuses times that are none', () => {
    for (const bad of [-1, NaN, Infinity]) {
      expect(() => managerOf({ warmUpMs: bad })).toThrow('warmUpMs');
      expect(() => managerOf({ evictAfterMs: bad })).toThrow('evictAfterMs');
    }
  });
});

function managerOf(options: Partial<ClientManagerOptions> = {}): ClientManager {
  scene ??= new Scene();
  const manager = new ClientManager(scene.stack(options));
  scene.ending(() => manager.close({ signal: AbortSignal.abort() }));
  return manager;
}

async function started(...addresses: readonly string[]): Promise<ClientManager> {
  scene = new Scene();
  for (const address of addresses) await scene.serve(address);
  return joined(...addresses);
}

async function joined(...addresses: readonly string[]): Promise<ClientManager> {
  const manager = managerOf();
  await Promise.all(manager.add('game', ...addresses).map((client) => client.ready()));
  return manager;
}
