import { describe, expect, it } from '@jest/globals';
import { online, platformNetwork } from '../src/connectivity.ts';
import { settle } from './support/scene.ts';

describe('online', () => {
  it('waits for nothing where nobody can tell', async () => {
    await online(undefined, new AbortController().signal);
    await online(network(true).events, new AbortController().signal);
  });

  it('waits until there is a network', async () => {
    const { events, emit } = network(false);
    let isOver = false;
    const waiting = online(events, new AbortController().signal).then(() => (isOver = true));
    await settle();
    expect(isOver).toBe(false);
    emit();
    await waiting;
    expect(events.listeners.size).toBe(0);
  });

  it('is cut short by a signal', async () => {
    const { events } = network(false);
    const controller = new AbortController();
    const waiting = online(events, controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(events.listeners.size).toBe(0);
    await expect(online(events, controller.signal)).rejects.toBe(reason);
    expect(events.listeners.size).toBe(0);
  });
});

describe('platformNetwork', () => {
  it('is nothing on a server', () => {
    expect(platformNetwork).toBeUndefined();
  });
});

function network(onLine: boolean) {
  const listeners = new Set<() => void>();
  const events = {
    listeners,
    navigator: { onLine },
    addEventListener: (_type: 'online', listener: () => void) => void listeners.add(listener),
    removeEventListener: (_type: 'online', listener: () => void) => void listeners.delete(listener),
  };
  return { events, emit: () => listeners.forEach((listener) => listener()) };
}
