import { describe, expect, it } from '@jest/globals';
import { DialSlots } from '../src/dial-slots.ts';
import { settle } from './support/scene.ts';

describe('DialSlots', () => {
  it('runs no more at once than it has slots', async () => {
    const { slots, started, finish } = subject(2);
    const all = [1, 2, 3].map((id) => slots.run(started(id), never()));
    await settle();
    expect(started.ids).toEqual([1, 2]);
    finish(1);
    await settle();
    expect(started.ids).toEqual([1, 2, 3]);
    finish(2);
    finish(3);
    await Promise.all(all);
  });

  it('lets those that wait longest go first', async () => {
    const { slots, started, finish } = subject(1);
    const all = [1, 2, 3].map((id) => slots.run(started(id), never()));
    for (const id of [1, 2, 3]) {
      await settle();
      finish(id);
    }
    await Promise.all(all);
    expect(started.ids).toEqual([1, 2, 3]);
  });

  it('frees the slot of one that fails', async () => {
    const { slots, started, finish } = subject(1);
    await expect(slots.run(() => Promise.reject(new Error('no')), never())).rejects.toThrow('no');
    const second = slots.run(started(2), never());
    await settle();
    finish(2);
    await second;
  });

  it('runs nothing for a signal that is aborted, before or while it waits', async () => {
    const { slots, started, finish } = subject(1);
    const reason = new Error('enough');
    await expect(slots.run(started(1), AbortSignal.abort(reason))).rejects.toBe(reason);
    const first = slots.run(started(2), never());
    const controller = new AbortController();
    const second = slots.run(started(3), controller.signal);
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    finish(2);
    await first;
    expect(started.ids).toEqual([2]);
  });
});

function subject(count: number) {
  const ids: number[] = [];
  const finishers = new Map<number, () => void>();
  const started = (id: number) => (): Promise<void> => {
    ids.push(id);
    return new Promise((resolve) => finishers.set(id, resolve));
  };
  const finish = (id: number): void => finishers.get(id)?.();
  return { slots: new DialSlots(count), started: Object.assign(started, { ids }), finish };
}

function never(): AbortSignal {
  return new AbortController().signal;
}
