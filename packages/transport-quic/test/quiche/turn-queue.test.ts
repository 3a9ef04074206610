import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { TurnQueue, type TurnTask, WORK_PER_TURN } from '../../src/quiche/turn-queue.ts';

describe('TurnQueue', () => {
  it('runs what was added in order, after the promises of the turn', async () => {
    const queue = new TurnQueue();
    const calls: string[] = [];
    queue.add(task(() => calls.push('a')));
    queue.add(task(() => calls.push('b')));
    await Promise.resolve();
    expect(calls).toEqual([]);
    await nextTurn();
    expect(calls).toEqual(['a', 'b']);
  });

  it('leaves what a task adds to the next turn', () => {
    const { queue, endTurn } = byHand();
    let turns = 0;
    const repeating = task(() => {
      turns += 1;
      if (turns < 3) queue.add(repeating);
    });
    queue.add(repeating);
    endTurn();
    expect(turns).toBe(1);
    endTurn();
    endTurn();
    endTurn();
    expect(turns).toBe(3);
  });

  it('begins no task in a turn that has had its share of work', () => {
    const { queue, endTurn } = byHand();
    const perTurn: number[] = [];
    const begun: number[] = [];
    for (let index = 0; index < 100; index += 1) queue.add(task(() => begun.push(index), 48));
    while (begun.length < 100) {
      const before = begun.length;
      endTurn();
      perTurn.push(begun.length - before);
    }
    const most = Math.ceil(WORK_PER_TURN / 48);
    expect(Math.max(...perTurn)).toBe(most);
    expect(perTurn).toHaveLength(Math.ceil(100 / most));
    expect(begun).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('gives every task its turn before one that has had more gets another', () => {
    const { queue, endTurn } = byHand();
    const calls: string[] = [];
    const greedy = task(() => {
      calls.push('greedy');
      queue.add(greedy);
    }, WORK_PER_TURN);
    queue.add(greedy);
    for (const name of ['a', 'b', 'c']) queue.add(task(() => calls.push(name)));
    for (let turn = 0; turn < 3; turn += 1) endTurn();
    expect(calls).toEqual(['greedy', 'a', 'b', 'c', 'greedy', 'greedy']);
  });

  it('does not let a task that throws cost the others their turn', () => {
    const { queue, endTurn } = byHand();
    const calls: string[] = [];
    const failure = new Error('thrown by a handler');
    queue.add(task(() => calls.push('before')));
    queue.add(
      task(() => {
        throw failure;
      }),
    );
    queue.add(task(() => calls.push('after')));
    expect(endTurn).toThrow(failure);
    endTurn();
    endTurn();
    expect(calls).toEqual(['before', 'after']);
  });
});

function task(run: () => unknown, work = 1): TurnTask {
  return {
    endTurn() {
      run();
      return work;
    },
  };
}

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
