import { Fifo } from './fifo.ts';
import type { TurnQueue, TurnTask } from './turn-queue.ts';

/** A step of a handshake. */
type Step = () => void;

/**
 * Does the steps of handshakes, a few in a turn: one costs as much as sending dozens of packets, and a
 * server that has just come up gets many at once. The first few of a turn are done at once. Of those
 * that have to wait, what has begun goes before what is new, for peers that wait for long repeat
 * themselves; but one in each turn is for what is new.
 */
export class StepQueue implements TurnTask {
  readonly #turns: TurnQueue;
  readonly #begun = new Fifo<Step>();
  readonly #fresh = new Fifo<Step>();
  #isQueued = false;
  /** Steps done in this turn. */
  #done = 0;

  constructor(turns: TurnQueue) {
    this.#turns = turns;
  }

  /** Do a step of a handshake that has begun. */
  add(step: Step): void {
    this.#doOrKeep(step, this.#begun);
  }

  /** Do the first step of a handshake. */
  addFresh(step: Step): void {
    this.#doOrKeep(step, this.#fresh);
  }

  endTurn(): number {
    this.#isQueued = false;
    try {
      while (this.#waiting() > 0 && this.#done < STEPS_PER_TURN) this.#do(this.#next());
      return 1 + this.#done * WORK_PER_STEP;
    } finally {
      // Also for when a step throws.
      this.#done = 0;
      if (this.#waiting() > 0) this.#queue();
    }
  }

  #waiting(): number {
    return this.#begun.size + this.#fresh.size;
  }

  #doOrKeep(step: Step, queue: Fifo<Step>): void {
    this.#queue();
    if (this.#waiting() === 0 && this.#done < STEPS_PER_TURN) this.#do(step);
    else queue.push(step);
  }

  #next(): Step | undefined {
    const isForFresh = this.#done === 0;
    return (
      (isForFresh ? this.#fresh.shift() : undefined) ?? this.#begun.shift() ?? this.#fresh.shift()
    );
  }

  #do(step: Step | undefined): void {
    this.#done += 1;
    step?.();
  }

  #queue(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    this.#turns.add(this);
  }
}

/** At 0.2 to 0.5 ms each. */
export const STEPS_PER_TURN = 8;
/** What a step counts for beside sent packets. */
const WORK_PER_STEP = 24;
