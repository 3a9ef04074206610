import { describe, expect, it } from '@jest/globals';
import type { EchoWaiter } from '../src/echoes.ts';
import { sendAll } from '../src/send-all.ts';

const drained = (): Promise<void> => Promise.resolve();

function progressOf(total: number): { done: number; total: number } {
  return { done: 0, total };
}

function sendAndReturn(_index: number, waiter: EchoWaiter): boolean {
  setImmediate(() => waiter.onEcho());
  return true;
}

function sendAndReturnEven(index: number, waiter: EchoWaiter): boolean {
  return index % 2 === 1 || sendAndReturn(index, waiter);
}

function sendAndLose(_index: number, waiter: EchoWaiter): boolean {
  setImmediate(() => waiter.onLost(new Error('gone')));
  return true;
}

function failToSend(): boolean {
  throw new Error('too large');
}

describe('sendAll', () => {
  it('waits until everything has come back', async () => {
    const progress = progressOf(1000);
    const options = { count: 1000, timeoutMs: 10_000, send: sendAndReturn, drained };
    const returns = await sendAll(options, progress);
    expect(returns).toMatchObject({ count: 1000, returned: 1000 });
    expect(progress.done).toBe(1000);
  });

  it('holds back until the session has drained', async () => {
    const log: string[] = [];
    const send = (index: number, waiter: EchoWaiter): boolean => {
      log.push(`send ${index}`);
      setImmediate(() => waiter.onEcho());
      return index !== 1;
    };
    const drained = async (): Promise<void> => void log.push('drained');
    await sendAll({ count: 3, timeoutMs: 10_000, send, drained }, progressOf(3));
    expect(log).toEqual(['send 0', 'send 1', 'drained', 'send 2']);
  });

  it('has a bounded number of messages on their way', async () => {
    let onTheirWay = 0;
    let most = 0;
    const send = (_index: number, waiter: EchoWaiter): boolean => {
      most = Math.max(most, ++onTheirWay);
      setImmediate(() => {
        onTheirWay--;
        waiter.onEcho();
      });
      return true;
    };
    await sendAll({ count: 5000, timeoutMs: 10_000, send, drained }, progressOf(5000));
    expect(most).toBeLessThanOrEqual(128);
  });

  it('gives up on what does not come back in time', async () => {
    const options = { count: 10, timeoutMs: 20, send: sendAndReturnEven, drained };
    const returns = await sendAll(options, progressOf(10));
    expect(returns).toMatchObject({ count: 10, returned: 5 });
  });

  it('fails when the session ends', async () => {
    const options = { count: 10, timeoutMs: 10_000, send: sendAndLose, drained };
    await expect(sendAll(options, progressOf(10))).rejects.toThrow('gone');
  });

  it('fails when sending does', async () => {
    const options = { count: 10, timeoutMs: 10_000, send: failToSend, drained };
    await expect(sendAll(options, progressOf(10))).rejects.toThrow('too large');
  });
});
