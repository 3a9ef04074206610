import { describe, expect, it } from '@jest/globals';
import { realClock } from '../src/real-clock.ts';

describe('realClock', () => {
  it('calls after at least the time it was told', async () => {
    const startMs = realClock.now();
    await new Promise<void>((resolve) => {
      realClock.after(20, resolve);
      keepAlive(40);
    });
    // Timers count whole milliseconds.
    expect(realClock.now() - startMs).toBeGreaterThan(18);
  });

  it('calls at the next turn for no time at all', async () => {
    const order: string[] = [];
    const done = new Promise<void>((resolve) => {
      realClock.after(0, () => {
        order.push('after 0');
        resolve();
      });
    });
    realClock.endOfTurn(() => order.push('end of turn'));
    order.push('now');
    keepAlive(10);
    await done;
    expect(order).toEqual(['now', 'end of turn', 'after 0']);
  });

  it('calls off what was to come', async () => {
    let calls = 0;
    const cancels = [0, 1].map((ms) => realClock.after(ms, () => (calls += 1)));
    for (const cancel of cancels) cancel();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(calls).toBe(0);
  });
});

/** The clock's own timers let the process end. */
function keepAlive(ms: number): void {
  setTimeout(() => {}, ms);
}
