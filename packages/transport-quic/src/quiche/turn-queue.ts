/** What has something to do at the end of a turn. */
export interface TurnTask {
  endTurn(): void;
}

/**
 * Runs tasks once at the end of the current turn of the event loop: whatever a turn has brought for
 * a session is answered with as few packets as it takes.
 */
export class TurnQueue {
  readonly #atEndOfTurn: (run: () => void) => void;
  #tasks: TurnTask[] = [];
  #isScheduled = false;

  /** @param atEndOfTurn calls `run` once, after the packets of this turn. */
  constructor(atEndOfTurn: (run: () => void) => void = setImmediate) {
    this.#atEndOfTurn = atEndOfTurn;
  }

  /** Run `task` at the end of this turn; when called from a task, at the end of the next one. */
  add(task: TurnTask): void {
    this.#tasks.push(task);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#atEndOfTurn(this.#run);
  }

  readonly #run = (): void => {
    const tasks = this.#tasks;
    this.#tasks = [];
    this.#isScheduled = false;
    let begun = 0;
    try {
      for (const task of tasks) {
        begun += 1;
        task.endTurn();
      }
    } finally {
      // A handler that throws must not cost other sessions their turn.
      for (; begun < tasks.length; begun += 1) this.add(tasks[begun]!);
    }
  };
}
