import { describe, expect, it } from '@jest/globals';
import { askByMessage } from '../src/asks.ts';
import type { EchoWaiter } from '../src/echoes.ts';

function setUp(timeoutMs: number): { ask: Promise<boolean>; waiter: EchoWaiter } {
  const waiters: EchoWaiter[] = [];
  const send = (_index: number, waiter: EchoWaiter): boolean => waiters.push(waiter) > 0;
  const ask = askByMessage(send, timeoutMs)(0);
  return { ask, waiter: waiters[0]! };
}

describe('askByMessage', () => {
  it('is answered when the message comes back', async () => {
    const { ask, waiter } = setUp(10_000);
    waiter.onEcho();
    expect(await ask).toBe(true);
  });

  it('fails when the message does not come back in time', async () => {
    await expect(setUp(5).ask).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' });
  });

  it('fails when the session ends', async () => {
    const { ask, waiter } = setUp(10_000);
    waiter.onLost(new Error('gone'));
    await expect(ask).rejects.toThrow('gone');
  });

  it('fails when sending does', async () => {
    const ask = askByMessage(() => {
      throw new Error('too large');
    }, 10_000);
    await expect(ask(0)).rejects.toThrow('too large');
  });
});
