import { NetError } from './errors.ts';
import type { Bounds } from './limits.ts';
import type { BudgetHolder, MemoryBudget } from './memory-budget.ts';
import { Timer } from './timer-wheel.ts';
import type { Timers } from './timers.ts';

/** What the unfinished frames of all sessions share, and their bound. */
interface UnfinishedContext {
  readonly timers: Timers;
  readonly receiveBudget: MemoryBudget;
  readonly bounds: Pick<Bounds, 'frameTimeoutMs'>;
}

/** The frame that a peer has begun: bounds how long it may take, and counts what it holds. */
export class UnfinishedFrame extends Timer implements BudgetHolder {
  #context: UnfinishedContext;
  #onError: (error: NetError) => void;
  #startedAtMs = 0;
  #watchedBytes = 0;
  /** Bytes of it, counted against the budget shared by all sessions. */
  heldBytes = 0;

  /** `onError` is told, once, when the frame must not go on. */
  constructor(context: UnfinishedContext, onError: (error: NetError) => void) {
    super();
    this.#context = context;
    this.#onError = onError;
  }

  /** So many bytes are held now: of a frame, or that are not read yet. */
  hold(bytes: number): void {
    const change = bytes - this.heldBytes;
    if (change === 0) return;
    this.heldBytes = bytes;
    this.#context.receiveBudget.add(this, change);
  }

  /** The peer has to go on with what is held; `isNew` when it began only now. */
  watch(isNew: boolean, nowMs: number): void {
    const { timers, bounds } = this.#context;
    if (isNew || this.#watchedBytes === 0) this.#startedAtMs = nowMs;
    this.#watchedBytes = this.heldBytes;
    // Once armed it stays so: looking again at the end is cheaper than moving it for each chunk.
    if (!this.isArmed && bounds.frameTimeoutMs !== Infinity)
      timers.add(this, bounds.frameTimeoutMs);
  }

  /** The peer need not go on: nothing is unfinished, or this side does not read. */
  unwatch(): void {
    this.#watchedBytes = 0;
    this.#context.timers.remove(this);
  }

  override onTimeout(nowMs: number): void {
    const bytes = this.#watchedBytes;
    const allowedMs = this.#context.bounds.frameTimeoutMs + (bytes / BYTES_PER_SECOND) * 1000;
    const elapsedMs = nowMs - this.#startedAtMs;
    if (elapsedMs < allowedMs) {
      this.#context.timers.add(this, allowedMs - elapsedMs);
      return;
    }
    const text = `${bytes} bytes of a frame came in ${Math.round(elapsedMs)} ms, and not the rest`;
    this.#onError(new NetError('FRAME_TIMEOUT', text));
  }

  onBudgetSpent(): void {
    const text = `all sessions hold too many bytes of unfinished frames, this one ${this.heldBytes}`;
    this.#onError(new NetError('OVERLOADED', text));
  }
}

const BYTES_PER_SECOND = 64 * 1024;
