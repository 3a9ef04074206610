import type { Clock } from '@net/core';
import { type DueItem, DueQueue } from './due-queue.ts';

/** What a `Scheduler` runs. */
export interface Task extends DueItem {
  /** When it wants `onDue`; `Infinity`: never. */
  readonly dueMs: number;
  /** Whether it wants `onTurnEnd`. */
  readonly wantsTurnEnd: boolean;
  /** Whether it waits for that; the scheduler alone writes to it. */
  isWaiting: boolean;
  onDue(nowMs: number): void;
  onTurnEnd(nowMs: number): void;
}

/**
 * Runs the tasks of one socket: at the end of a turn those that have something to send, and with one
 * timer for all of them those that are due. A task that becomes due later than it said keeps its
 * place until then, so that most sends and receipts cost no move.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #queue = new DueQueue<Task>();
  #waiting: Task[] = [];
  #timerMs = Infinity;
  #cancelTimer: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Look again at what `task` wants. */
  touch(task: Task): void {
    if (task.wantsTurnEnd && !task.isWaiting) this.#wait(task);
    if (task.dueMs < task.queuedMs) this.#queue.set(task, task.dueMs);
    this.#arm();
  }

  /** Forget `task`. */
  remove(task: Task): void {
    this.#queue.set(task, Infinity);
    this.#arm();
  }

  #wait(task: Task): void {
    task.isWaiting = true;
    this.#waiting.push(task);
    if (this.#waiting.length === 1) this.#clock.nextTurn(this.#onTurnEnd);
  }

  readonly #onTurnEnd = (): void => {
    const tasks = this.#waiting;
    const nowMs = this.#clock.now();
    this.#waiting = [];
    for (const task of tasks) {
      task.isWaiting = false;
      task.onTurnEnd(nowMs);
      this.touch(task);
    }
  };

  /** See that the timer fires when the first task is due. */
  #arm(): void {
    const dueMs = this.#queue.first?.queuedMs ?? Infinity;
    if (dueMs >= this.#timerMs) return;
    this.#cancelTimer();
    this.#timerMs = dueMs;
    this.#cancelTimer = this.#clock.after(Math.max(0, dueMs - this.#clock.now()), this.#onTimer);
  }

  /**
   * What is due waits until what has come has been read: after a stall of the process, the
   * acknowledgements of segments that seem lost are there already.
   */
  readonly #onTimer = (): void => {
    this.#timerMs = -Infinity;
    this.#clock.nextTurn(this.#runDue);
  };

  readonly #runDue = (): void => {
    this.#timerMs = Infinity;
    const nowMs = this.#clock.now();
    for (let task = this.#firstDue(nowMs); task !== undefined; task = this.#firstDue(nowMs)) {
      if (task.dueMs <= nowMs) task.onDue(nowMs);
      if (task.wantsTurnEnd && !task.isWaiting) this.#wait(task);
      this.#queue.set(task, Math.max(task.dueMs, nowMs + SHORTEST_MS));
    }
    this.#arm();
  };

  #firstDue(nowMs: number): Task | undefined {
    const task = this.#queue.first;
    return task !== undefined && task.queuedMs <= nowMs ? task : undefined;
  }
}

/** Timers are no finer, and a task that is always due must not hold the process up. */
const SHORTEST_MS = 1;
