import { type Clock, systemClock } from './clock.ts';

/** What `DeferredWrites` tells to write. */
export interface DeferredWriter {
  /** Write what was put off. */
  writeDeferred(): void;
}

type TurnClock = Pick<Clock, 'now' | 'nextTurn'>;

/**
 * Puts off small writes until the other sockets that are readable in this turn have been read: one
 * message read, answered and written after the other has the processor fetch the code of all three
 * anew each time. (Larus and Parkes, Using Cohort Scheduling to Enhance Server Performance, 2002.)
 *
 * A few conversations gain nothing by it and would wait. So it is done while turns have many writes,
 * and otherwise one write in 1,024 looks whether they do.
 */
export class DeferredWrites {
  readonly #clock: TurnClock;
  #writers: DeferredWriter[] = [];
  #isTurnWatched = false;
  #turnStartedAtMs = 0;
  #writesInTurn = 0;
  #writesUnwatched = 0;
  #isBusy = false;

  constructor(clock: TurnClock = systemClock) {
    this.#clock = clock;
  }

  /** `true`: `writer` is told to write before this turn of the event loop ends. `false`: it may at once. */
  defer(writer: DeferredWriter): boolean {
    if (!this.#isTurnWatched && !this.#isWorthWatching()) return false;
    this.#watchTurn();
    this.#writesInTurn++;
    // The first of them must not wait for slow handlers of all others.
    if (this.#writesInTurn % WRITES_PER_CLOCK === 0 && this.#isTurnLong()) this.#writeAll();
    this.#writers.push(writer);
    return true;
  }

  #isWorthWatching(): boolean {
    if (this.#isBusy) return true;
    this.#writesUnwatched = (this.#writesUnwatched + 1) % WRITES_PER_LOOK;
    return this.#writesUnwatched === 0;
  }

  #watchTurn(): void {
    if (this.#isTurnWatched) return;
    this.#isTurnWatched = true;
    this.#turnStartedAtMs = this.#clock.now();
    this.#writesInTurn = 0;
    this.#clock.nextTurn(this.#onTurnEnd);
  }

  #isTurnLong(): boolean {
    return this.#clock.now() - this.#turnStartedAtMs > LONG_TURN_MS;
  }

  readonly #onTurnEnd = (): void => {
    this.#isTurnWatched = false;
    this.#isBusy = this.#writesInTurn >= MANY_WRITES;
    this.#writeAll();
  };

  #writeAll(): void {
    const writers = this.#writers;
    // What one of them leads to may defer again.
    this.#writers = [];
    for (const writer of writers) writer.writeDeferred();
  }
}

/** Writes in a turn from which on putting them off pays. */
const MANY_WRITES = 16;
const WRITES_PER_LOOK = 1024;
const WRITES_PER_CLOCK = 16;
const LONG_TURN_MS = 1;
