import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { TurnQueue } from '../../src/quiche/turn-queue.ts';

describe('TurnQueue', () => {
  it('runs what was added in order, after the promises of the turn', async () => {
    const queue = new TurnQueue();
    const calls: string[] = [];
    queue.add({ endTurn: () => calls.push('a') });
    queue.add({ endTurn: () => calls.push('b') });
    await Promise.resolve();
    expect(calls).toEqual([]);
    await nextTurn();
    expect(calls).toEqual(['a', 'b']);
  });

  it('leaves what a task adds to the next turn', () => {
    const { queue, endTurn } = byHand();
    let turns = 0;
    const task = {
      endTurn(): void {
        turns += 1;
        if (turns < 3) queue.add(task);
      },
    };
    queue.add(task);
    endTurn();
    expect(turns).toBe(1);
    endTurn();
    endTurn();
    endTurn();
    expect(turns).toBe(3);
  });

  it('does not let a task that throws cost the others their turn', () => {
    const { queue, endTurn } = byHand();
    const calls: string[] = [];
    const failure = new Error('thrown by a handler');
    queue.add({ endTurn: () => calls.push('before') });
    queue.add({
      endTurn: () => {
        throw failure;
      },
    });
    queue.add({ endTurn: () => calls.push('after') });
    expect(endTurn).toThrow(failure);
    endTurn();
    endTurn();
    expect(calls).toEqual(['before', 'after']);
  });
});

/** A queue whose turns end when the test says so. */
function byHand() {
  let runs: (() => void)[] = [];
  const queue = new TurnQueue((run) => runs.push(run));
  const endTurn = (): void => {
    const due = runs;
    runs = [];
    for (const run of due) run();
  };
  return { queue, endTurn };
}
