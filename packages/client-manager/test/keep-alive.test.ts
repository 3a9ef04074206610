import { describe, expect, it } from '@jest/globals';
import { systemClock } from '@net/core';
import { VirtualClock } from '@net/testing';
import { keepAlive } from '../src/keep-alive.ts';

describe('keepAlive', () => {
  it('holds the process until it lets go', () => {
    const before = timeouts();
    const letGo = keepAlive(systemClock);
    const other = keepAlive(systemClock);
    expect(timeouts()).toBe(before + 2);
    letGo();
    letGo();
    expect(timeouts()).toBe(before + 1);
    other();
    expect(timeouts()).toBe(before);
  });

  it('holds nothing in virtual time', () => {
    const clock = new VirtualClock(0);
    const before = timeouts();
    const letGo = keepAlive(clock);
    expect([timeouts(), clock.timers]).toEqual([before, 0]);
    letGo();
  });
});

/** Timers that keep this process alive. */
function timeouts(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}
