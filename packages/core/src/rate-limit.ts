import { Timer } from './timer-wheel.ts';
import type { Timers } from './timers.ts';
import { TokenBucket } from './token-bucket.ts';

/** Bounds what one session may send a second, in frames and in bytes. */
export class RateLimit extends Timer {
  #timers: Timers;
  #frames: TokenBucket;
  #bytes: TokenBucket;
  #onPaid: () => void;
  readonly #framesPerSecond: number;
  readonly #bytesPerSecond: number;
  #overSinceMs: number | undefined;

  constructor(timers: Timers, frames: number, bytes: number, nowMs: number, onPaid: () => void) {
    super();
    this.#timers = timers;
    this.#framesPerSecond = frames;
    this.#bytesPerSecond = bytes;
    this.#frames = new TokenBucket(frames, 2 * frames, nowMs);
    this.#bytes = new TokenBucket(bytes, 2 * bytes, nowMs);
    this.#onPaid = onPaid;
  }

  /** Whether these are its rates. */
  isOf(framesPerSecond: number, bytesPerSecond: number): boolean {
    return framesPerSecond === this.#framesPerSecond && bytesPerSecond === this.#bytesPerSecond;
  }

  /**
   * Count what has been received.
   *
   * @returns `ok`; `wait`: stop reading until `onPaid`; `over`: it has gone on for too long.
   */
  take(frames: number, bytes: number, nowMs: number): 'ok' | 'wait' | 'over' {
    const waitMs = Math.max(this.#frames.take(frames, nowMs), this.#bytes.take(bytes, nowMs));
    if (waitMs === 0) {
      this.#overSinceMs = undefined;
      return 'ok';
    }
    this.#overSinceMs ??= nowMs;
    if (nowMs - this.#overSinceMs > PATIENCE_MS) return 'over';
    if (!this.isArmed) this.#timers.add(this, waitMs);
    return 'wait';
  }

  /** The session has ended. */
  stop(): void {
    this.#timers.remove(this);
  }

  override onTimeout(): void {
    this.#onPaid();
  }
}

const PATIENCE_MS = 10_000;
