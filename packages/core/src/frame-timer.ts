import { Timer } from './timer-wheel.ts';
import type { Timers } from './timers.ts';

/** Ends a session whose peer begins a frame and does not finish it. */
export class FrameTimer extends Timer {
  #timers: Timers;
  #timeoutMs: number;
  #onLate: (bytes: number, elapsedMs: number) => void;
  #startedAtMs = 0;
  #bytes = 0;

  constructor(timers: Timers, timeoutMs: number, onLate: (bytes: number, ms: number) => void) {
    super();
    this.#timers = timers;
    this.#timeoutMs = timeoutMs;
    this.#onLate = onLate;
  }

  /** `bytes` of a frame have come; `isNew` when its first one was among the last bytes received. */
  waitFor(bytes: number, isNew: boolean, nowMs: number): void {
    if (isNew || this.#bytes === 0) this.#startedAtMs = nowMs;
    this.#bytes = bytes;
    // Once armed it stays so: looking again at the end is cheaper than moving it for each chunk.
    if (!this.isArmed && this.#timeoutMs !== Infinity) this.#timers.add(this, this.#timeoutMs);
  }

  /** No frame is unfinished. */
  stop(): void {
    this.#bytes = 0;
    this.#timers.remove(this);
  }

  override onTimeout(nowMs: number): void {
    const allowedMs = this.#timeoutMs + (this.#bytes / BYTES_PER_SECOND) * 1000;
    const elapsedMs = nowMs - this.#startedAtMs;
    if (elapsedMs >= allowedMs) this.#onLate(this.#bytes, Math.round(elapsedMs));
    else this.#timers.add(this, allowedMs - elapsedMs);
  }
}

const BYTES_PER_SECOND = 64 * 1024;
