import type { Bounds } from './limits.ts';
import type { BudgetHolder, MemoryBudget } from './memory-budget.ts';
import { Timer } from './timer-wheel.ts';
import type { Timers } from './timers.ts';
import type { Connection } from './transport.ts';

/** What a backlog shares with those of other sessions, and its bounds. */
export interface BacklogContext {
  readonly timers: Timers;
  readonly writeBudget: MemoryBudget;
  readonly bounds: Pick<Bounds, 'maxWriteBuffer' | 'writeStallTimeoutMs'>;
}

/** Who hears of a peer that does not keep up. */
export interface BacklogOwner {
  /** The peer does not read, and a bound has been reached. */
  onSlowConsumer(text: string): void;
}

/** What a connection has not sent yet: bounds how much that is, and how long nothing of it goes. */
export class Backlog extends Timer implements BudgetHolder {
  /** From the first send without room until there is room again. */
  isCongested = false;
  /** Bytes counted against the budget shared by all sessions. */
  heldBytes = 0;
  readonly #connection: Pick<Connection, 'bufferedBytes'>;
  readonly #context: BacklogContext;
  readonly #owner: BacklogOwner;
  #sentBytes = 0;
  #takenBytes = 0;

  constructor(
    connection: Pick<Connection, 'bufferedBytes'>,
    context: BacklogContext,
    owner: BacklogOwner,
  ) {
    super();
    this.#connection = connection;
    this.#context = context;
    this.#owner = owner;
  }

  /** The connection was given `bytes` more. */
  onSent(bytes: number, hasRoom: boolean): void {
    this.#sentBytes += bytes;
    if (hasRoom) return;
    this.#hold(this.#connection.bufferedBytes);
    if (this.isCongested) return;
    this.isCongested = true;
    this.#watchProgress();
  }

  /** End a session of which too much waits, with `more` bytes that are not sent yet. */
  check(more: number): void {
    const { maxWriteBuffer } = this.#context.bounds;
    const bytes = this.#connection.bufferedBytes + more;
    if (bytes <= maxWriteBuffer) return;
    this.#owner.onSlowConsumer(`${bytes} unsent bytes are over the limit of ${maxWriteBuffer}`);
  }

  /** There is room again, or the session has ended. */
  clear(): void {
    this.isCongested = false;
    this.#context.timers.remove(this);
    this.#hold(0);
  }

  /** The stall timeout: was anything taken since the last look? */
  override onTimeout(): void {
    const taken = this.#sentBytes - this.#connection.bufferedBytes;
    if (taken !== this.#takenBytes) return this.#watchProgress();
    const { writeStallTimeoutMs } = this.#context.bounds;
    this.#owner.onSlowConsumer(`the peer took nothing for ${writeStallTimeoutMs} ms`);
  }

  /** All sessions together hold too many bytes, and this one the most. */
  onBudgetSpent(): void {
    const text = `all sessions together hold too many unsent bytes, this one ${this.heldBytes}`;
    this.#owner.onSlowConsumer(text);
  }

  #watchProgress(): void {
    const { timers, bounds } = this.#context;
    const { writeStallTimeoutMs } = bounds;
    this.#takenBytes = this.#sentBytes - this.#connection.bufferedBytes;
    if (writeStallTimeoutMs !== Infinity) timers.add(this, writeStallTimeoutMs);
  }

  #hold(bytes: number): void {
    const change = bytes - this.heldBytes;
    if (change === 0) return;
    this.heldBytes = bytes;
    this.#context.writeBudget.add(this, change);
  }
}
