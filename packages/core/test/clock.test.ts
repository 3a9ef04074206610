import { spawnSync } from 'node:child_process';
import { describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../src/clock.ts';

describe('systemClock', () => {
  it('tells monotonic milliseconds', () => {
    const before = performance.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(performance.now());
  });

  it('follows fake timers, and goes back when they are gone', () => {
    jest.useFakeTimers({ now: 0 });
    const faked = systemClock.now();
    jest.advanceTimersByTime(86_400_000);
    expect(systemClock.now() - faked).toBe(86_400_000);
    jest.useRealTimers();
    expect(systemClock.now()).toBeLessThanOrEqual(performance.now());
    expect(systemClock.now()).toBeGreaterThan(0);
  });

  it('ends a turn before the next one begins, and after what runs now', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.nextTurn(() => {
        order.push('next turn');
        resolve();
      });
      systemClock.endOfTurn(() => order.push('end of turn'));
      order.push('now');
    });
    expect(order).toEqual(['now', 'end of turn', 'next turn']);
  });

  it('calls no sooner than asked', async () => {
    const startMs = systemClock.now();
    await new Promise<void>((resolve) => systemClock.after(20, resolve));
    // Node's timers count whole milliseconds, rounded down.
    expect(systemClock.now() - startMs).toBeGreaterThan(18.9);
  });

  it('does not call what was called off', async () => {
    const calls: string[] = [];
    const stop = systemClock.after(1, () => calls.push('stopped'));
    stop();
    await new Promise<void>((resolve) => systemClock.after(5, resolve));
    stop();
    expect(calls).toEqual([]);
  });

  it('does not take a very long time for none', async () => {
    const calls: string[] = [];
    const stop = systemClock.after(2 ** 40, () => calls.push('at once'));
    await new Promise<void>((resolve) => systemClock.after(20, resolve));
    stop();
    expect(calls).toEqual([]);
  });

  it('keeps no process alive with a timer', () => {
    const url = new URL('../src/clock.ts', import.meta.url).href;
    const script = `const { systemClock } = await import('${url}'); systemClock.after(60_000, () => {});`;
    const { status, signal } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { timeout: 15_000 },
    );
    expect({ status, signal }).toEqual({ status: 0, signal: null });
  });
});
