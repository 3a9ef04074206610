/**
 * Says a close again. It is one packet that nobody acknowledges: were it lost, a silent peer would
 * only learn of it at its idle timeout (RFC 9000, section 10.2.1, which allows this).
 */
export class CloseRepeater {
  readonly #timers: readonly NodeJS.Timeout[];

  /** @param drainMs how long the connection still counts, which is three probe timeouts. */
  constructor(drainMs: number, repeat: () => void) {
    this.#timers = [1, 2].map((times) => setTimeout(repeat, (times * drainMs) / 3).unref());
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
