import type { ClientManager } from '@net/client-manager';
import { call, NetError, raw } from '@net/core';

/** What the load has seen so far. */
export interface LoadFigures {
  answered: number;
  inFlight: number;
  /** Requests asked again because their server was killed while it had them. */
  repeated: number;
  /** Requests without an answer, or with a wrong one. */
  lost: number;
  /** The longest time without any answer. */
  longestGapMs: number;
}

/** Asks a group without pause until it is stopped, and checks every answer. */
export class Load {
  readonly figures: LoadFigures = {
    answered: 0,
    inFlight: 0,
    repeated: 0,
    lost: 0,
    longestGapMs: 0,
  };
  readonly #manager: ClientManager;
  #isStopped = false;
  #answeredAtMs = performance.now();

  constructor(manager: ClientManager) {
    this.#manager = manager;
  }

  /** Keep `concurrency` requests in flight; resolves once stopped and all are settled. */
  async run(concurrency: number): Promise<void> {
    this.#answeredAtMs = performance.now();
    const loops = Array.from({ length: concurrency }, (_, index) => this.#keepAsking(index));
    await Promise.all(loops);
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #keepAsking(first: number): Promise<void> {
    for (let number = first; !this.#isStopped; number += MANY) {
      this.figures.inFlight++;
      const isRight = await this.#ask(number);
      this.figures.inFlight--;
      if (isRight) this.#onAnswer();
      else this.figures.lost++;
    }
  }

  async #ask(number: number): Promise<boolean> {
    const body = new TextEncoder().encode(`request ${number}`);
    const giveUpAtMs = performance.now() + PATIENCE_MS;
    while (performance.now() < giveUpAtMs) {
      try {
        const answer = await this.#manager.request('echo', Echo, body);
        return Buffer.compare(answer, body) === 0;
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        // An echo may run twice, so this program may ask again; the library would not.
        if (error.executed === 'maybe') this.figures.repeated++;
        await pause();
      }
    }
    return false;
  }

  #onAnswer(): void {
    const nowMs = performance.now();
    const { figures } = this;
    figures.longestGapMs = Math.max(figures.longestGapMs, nowMs - this.#answeredAtMs);
    figures.answered++;
    this.#answeredAtMs = nowMs;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

const Echo = call(1, raw(), raw());
const PATIENCE_MS = 10_000;
const MANY = 1_000_000;
