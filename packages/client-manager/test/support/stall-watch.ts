import type { Span } from './tenths.ts';

/** Sees when this process stands still. On a busy machine that is not the doing of what it tests. */
export class StallWatch {
  readonly #stalls: Span[] = [];
  readonly #timer: NodeJS.Timeout;
  #lastMs: number = performance.now();

  constructor() {
    this.#timer = setInterval(() => this.#look(), BEAT_MS);
  }

  /** When it has stood still. */
  get stalls(): readonly Span[] {
    this.#look();
    return this.#stalls;
  }

  /** For how long, in all. */
  get totalMs(): number {
    return this.stalls.reduce((total, { fromMs, untilMs }) => total + untilMs - fromMs, 0);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const fromMs = this.#lastMs;
    const untilMs = performance.now();
    if (untilMs - fromMs > 2 * BEAT_MS) this.#stalls.push({ fromMs, untilMs });
    this.#lastMs = untilMs;
  }
}

const BEAT_MS = 10;
