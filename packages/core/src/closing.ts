import type { Clock } from './clock.ts';
import { onAbort } from './on-abort.ts';

/** An orderly end under way: bounded in time, and cut short by whoever asks for that. */
export class Closing {
  #cut = new AbortController();
  #done: Promise<void>;

  /** `end` never rejects; the signal that it is given says that its time is over. */
  constructor(clock: Clock, timeoutMs: number, end: (cut: AbortSignal) => Promise<void>) {
    const stopTimer = clock.after(timeoutMs, this.#onCut);
    this.#done = end(this.#cut.signal).finally(stopTimer);
  }

  /** Resolves when the end has come; aborting `signal` cuts it short. Never rejects. */
  wait(signal: AbortSignal | undefined): Promise<void> {
    const unwatch = onAbort(signal, this.#onCut);
    this.#done.then(unwatch, unwatch);
    return this.#done;
  }

  #onCut = (): void => this.#cut.abort();
}
