import { describe, expect, it } from '@jest/globals';
import { abortable, deferred } from '../src/deferred.ts';

describe('deferred', () => {
  it('resolves its promise from outside', async () => {
    const done = deferred();
    done.resolve();
    await expect(done.promise).resolves.toBeUndefined();
  });

  it('settles once, whatever follows', async () => {
    const done = deferred();
    done.reject(new Error('first'));
    done.resolve();
    done.reject(new Error('second'));
    await expect(done.promise).rejects.toThrow('first');
  });

  it('reports no unhandled rejection when nobody waits', async () => {
    const reported: unknown[] = [];
    const onReport = (reason: unknown): unknown => reported.push(reason);
    process.on('unhandledRejection', onReport);
    deferred().reject(new Error('nobody listens'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onReport);
    expect(reported).toEqual([]);
  });
});

describe('abortable', () => {
  it('is the promise itself without a signal', () => {
    const promise = Promise.resolve(1);
    expect(abortable(promise, undefined)).toBe(promise);
  });

  it('settles as the promise does, and lets go of the signal', async () => {
    const watch = new WatchedSignal();
    await expect(abortable(Promise.resolve(7), watch.signal)).resolves.toBe(7);
    await expect(abortable(Promise.reject(new Error('no')), watch.signal)).rejects.toThrow('no');
    expect(watch.listeners).toBe(0);
  });

  it('rejects with the reason of the signal as soon as it is aborted', async () => {
    const controller = new AbortController();
    const waiting = abortable(new Promise(() => {}), controller.signal);
    controller.abort(new Error('called off'));
    await expect(waiting).rejects.toThrow('called off');
  });

  it('rejects at once when the signal is aborted already', async () => {
    const signal = AbortSignal.abort(new Error('called off'));
    await expect(abortable(Promise.resolve(7), signal)).rejects.toThrow('called off');
  });

  it('ignores an abort that comes after the promise has settled', async () => {
    const controller = new AbortController();
    const done = abortable(Promise.resolve(7), controller.signal);
    await done;
    controller.abort(new Error('too late'));
    await expect(done).resolves.toBe(7);
  });
});

/** A signal that counts its listeners. */
class WatchedSignal {
  readonly signal: AbortSignal = new AbortController().signal;
  listeners = 0;

  constructor() {
    const { signal } = this;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>): void => {
      this.listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>): void => {
      this.listeners -= 1;
      remove(...args);
    };
  }
}
