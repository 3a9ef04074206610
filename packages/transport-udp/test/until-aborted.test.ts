import { describe, expect, it } from '@jest/globals';
import { deferred } from '../src/deferred.ts';
import { untilAborted } from '../src/until-aborted.ts';

describe('untilAborted', () => {
  it('comes to what its promise does', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(7), signal)).toBe(7);
    const failure = new Error('no');
    await expect(untilAborted(Promise.reject(failure), signal)).rejects.toBe(failure);
  });

  it('is rejected with the reason of the signal, before or after the call', async () => {
    const reason = new Error('enough');
    const never = deferred<number>().promise;
    await expect(untilAborted(never, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const waiting = untilAborted(never, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('leaves no rejection behind that nobody handles', async () => {
    const { promise, reject } = deferred();
    const controller = new AbortController();
    const waiting = untilAborted(promise, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    reject(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
