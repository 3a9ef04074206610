/** Counts events in windows of fixed length, and says when there are too many in one. Pure. */
export class RateWindow {
  #max: number;
  #windowMs: number;
  #startMs = -Infinity;
  #count = 0;

  constructor(max: number, windowMs: number) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  /** Count one event. @returns `false` once there are more than `max` in this window. */
  add(nowMs: number): boolean {
    if (nowMs - this.#startMs >= this.#windowMs) {
      this.#startMs = nowMs;
      this.#count = 0;
    }
    this.#count++;
    return this.#count <= this.#max;
  }
}
