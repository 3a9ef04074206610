import { describe, expect, it } from '@jest/globals';
import { STEPS_PER_TURN, StepQueue } from '../../src/quiche/step-queue.ts';
import { TurnQueue } from '../../src/quiche/turn-queue.ts';

describe('StepQueue', () => {
  it('does a step at once while the turn has room for it', () => {
    const { queue } = scene();
    let done = 0;
    queue.add(() => (done += 1));
    queue.addFresh(() => (done += 1));
    expect(done).toBe(2);
  });

  it('does no more than a few steps in a turn, and all of them in the end', () => {
    const { queue, endTurn } = scene();
    const done: number[] = [];
    for (let step = 0; step < 100; step += 1) queue.add(() => done.push(step));
    const perTurn = [done.length];
    endTurn();
    while (done.length < 100) {
      const before = done.length;
      endTurn();
      perTurn.push(done.length - before);
    }
    expect(Math.max(...perTurn)).toBe(STEPS_PER_TURN);
    expect(perTurn).toHaveLength(Math.ceil(100 / STEPS_PER_TURN));
    expect(done).toEqual(Array.from({ length: 100 }, (_, step) => step));
  });

  it('does nothing at once while something waits', () => {
    const { queue, endTurn } = scene();
    const calls: string[] = [];
    for (let count = 0; count <= STEPS_PER_TURN; count += 1) queue.add(() => calls.push('early'));
    endTurn();
    queue.add(() => calls.push('late'));
    expect(calls).toHaveLength(STEPS_PER_TURN);
    endTurn();
    expect(calls.slice(-2)).toEqual(['early', 'late']);
  });

  it('does what has begun before what is new, all but one step in a turn', () => {
    const { queue, endTurn } = scene();
    const calls: string[] = [];
    for (let count = 0; count < STEPS_PER_TURN; count += 1) queue.add(() => calls.push('at once'));
    for (let count = 0; count < 20; count += 1) queue.addFresh(() => calls.push('new'));
    for (let count = 0; count < 20; count += 1) queue.add(() => calls.push('begun'));
    endTurn();
    calls.length = 0;
    endTurn();
    expect(calls.toSorted()).toEqual([...Array<string>(STEPS_PER_TURN - 1).fill('begun'), 'new']);
  });

  it('goes on after a step that throws', () => {
    const { queue, endTurn } = scene();
    const failure = new Error('thrown by a handler');
    let done = 0;
    for (let count = 0; count < STEPS_PER_TURN; count += 1) queue.add(() => {});
    queue.add(() => {
      throw failure;
    });
    queue.add(() => (done += 1));
    endTurn();
    expect(endTurn).toThrow(failure);
    endTurn();
    expect(done).toBe(1);
  });
});

/** A queue whose turns end when the test says so. */
function scene() {
  let runs: (() => void)[] = [];
  const queue = new StepQueue(new TurnQueue((run) => runs.push(run)));
  const endTurn = (): void => {
    const due = runs;
    runs = [];
    for (const run of due) run();
  };
  return { queue, endTurn };
}
