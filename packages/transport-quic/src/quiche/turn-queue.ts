import { Fifo } from './fifo.ts';

/** What has something to do at the end of a turn. */
export interface TurnTask {
  /** @returns how much work it was, in packets: 1 is some 10 µs. Never less than 1. */
  endTurn(): number;
}

/**
 * Runs tasks once at the end of the current turn of the event loop: whatever a turn has brought for
 * a session is answered with as few packets as it takes. Of much work a turn does a part, in the
 * order in which it came; the rest is first in the turns after it, so that timers, sockets and other
 * people's work come in between.
 */
export class TurnQueue {
  readonly #atEndOfTurn: (run: () => void) => void;
  readonly #waiting = new Fifo<TurnTask>();
  #isScheduled = false;

  /** @param atEndOfTurn calls `run` once, after the packets of this turn. */
  constructor(atEndOfTurn: (run: () => void) => void = setImmediate) {
    this.#atEndOfTurn = atEndOfTurn;
  }

  /** Run `task` at the end of this turn; when called from a task, at the end of the next one. */
  add(task: TurnTask): void {
    this.#waiting.push(task);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#atEndOfTurn(this.#run);
  }

  readonly #run = (): void => {
    this.#isScheduled = false;
    let due = this.#waiting.size;
    let work = 0;
    try {
      for (; due > 0 && work < WORK_PER_TURN; due -= 1) work += this.#waiting.shift()!.endTurn();
    } finally {
      // Also for when a handler throws, which must not cost other sessions their turn.
      if (this.#waiting.size > 0) this.#schedule();
    }
  };
}

/** About 3 ms: work at which a turn takes up no further task. */
export const WORK_PER_TURN = 256;
