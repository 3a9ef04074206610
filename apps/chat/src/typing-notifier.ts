/** Tells that somebody writes: once when it begins, now and then while it goes on, and at the end. */
export class TypingNotifier {
  readonly #tell: (isTyping: boolean) => void;
  readonly #now: () => number;
  #toldAtMs: number | undefined;

  constructor(tell: (isTyping: boolean) => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  /** What is written so far; nothing means that it was sent, or taken back. */
  onInput(text: string): void {
    if (text === '') return this.#stop();
    const isRecent = this.#toldAtMs !== undefined && this.#now() - this.#toldAtMs < AGAIN_MS;
    if (isRecent) return;
    this.#toldAtMs = this.#now();
    this.#tell(true);
  }

  #stop(): void {
    if (this.#toldAtMs === undefined) return;
    this.#toldAtMs = undefined;
    this.#tell(false);
  }
}

const AGAIN_MS = 3000;
