import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../src/system-clock.ts';

describe('systemClock', () => {
  it('runs what waits for the end of the turn before what waits for the next', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.nextTurn(() => {
        order.push('next');
        resolve();
      });
      systemClock.endOfTurn(() => order.push('end'));
    });
    expect(order).toEqual(['end', 'next']);
  });

  it('runs a timer no sooner than it says, unless it is called off', async () => {
    const startMs = systemClock.now();
    const cancel = systemClock.after(1, () => {
      throw new Error('was called off');
    });
    cancel();
    await new Promise<void>((resolve) => {
      const isAlive = setInterval(() => {}, 1000);
      systemClock.after(5, () => {
        clearInterval(isAlive);
        resolve();
      });
    });
    expect(systemClock.now() - startMs).toBeGreaterThanOrEqual(4);
  });
});
