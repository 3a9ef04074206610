import { getEventListeners, once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { dialWithin } from '../src/dial-within.ts';

const ADDRESS = 'tcp://a.example:1';

describe('dialWithin', () => {
  it('hands on what the attempt comes to, and leaves nothing behind', async () => {
    const { timers, controller, bounds } = setting();
    expect(await dialWithin(bounds, async () => 'connected')).toBe('connected');
    expect(timers.size).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('hands on what the attempt throws, and leaves nothing behind', async () => {
    const { timers, controller, bounds } = setting();
    const failure = new Error('refused');
    await expect(dialWithin(bounds, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(timers.size).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('ends the attempt when time is over, and says so whatever that throws', async () => {
    const { timers, bounds } = setting();
    const dialling = dialWithin(bounds, endless);
    for (const [run, ms] of timers) if (ms === 50) run();
    await expect(dialling).rejects.toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: `no connection to ${ADDRESS} in 50 ms`,
    });
  });

  it('ends the attempt when the signal is aborted, with the reason of that', async () => {
    const { timers, controller, bounds } = setting();
    const dialling = dialWithin(bounds, endless);
    controller.abort('called off');
    await expect(dialling).rejects.toBe('called off');
    expect(timers.size).toBe(0);
  });

  it('does not begin when the signal is aborted already', async () => {
    const { bounds } = setting();
    const signal = AbortSignal.abort('long ago');
    let hasBegun = false;
    const attempt = async (): Promise<boolean> => (hasBegun = true);
    await expect(dialWithin({ ...bounds, signal }, attempt)).rejects.toBe('long ago');
    expect(hasBegun).toBe(false);
  });

  it('keeps to the time of the platform when it is given no clock', async () => {
    const bounds = { address: ADDRESS, timeoutMs: 5, signal: undefined };
    const isAlive = setInterval(() => {}, 1000);
    await expect(dialWithin(bounds, endless)).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    clearInterval(isAlive);
  });
});

function setting() {
  const timers = new Map<() => void, number>();
  const after = (ms: number, run: () => void): (() => void) => {
    timers.set(run, ms);
    return () => void timers.delete(run);
  };
  const controller = new AbortController();
  const { signal } = controller;
  const bounds = { address: ADDRESS, timeoutMs: 50, signal, clock: { after } };
  return { timers, controller, bounds };
}

/** An attempt that comes to nothing. */
async function endless(signal: AbortSignal): Promise<never> {
  await once(signal, 'abort');
  throw new Error('of no interest');
}
