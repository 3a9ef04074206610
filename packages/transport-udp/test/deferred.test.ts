import { describe, expect, it } from '@jest/globals';
import { deferred } from '../src/deferred.ts';

describe('deferred', () => {
  it('is resolved by somebody else', async () => {
    const { promise, resolve } = deferred<number>();
    resolve(7);
    expect(await promise).toBe(7);
  });

  it('is rejected by somebody else', async () => {
    const { promise, reject } = deferred();
    const reason = new Error('no');
    reject(reason);
    await expect(promise).rejects.toBe(reason);
  });
});
