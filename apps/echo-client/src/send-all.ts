import type { SendBody } from './asks.ts';
import type { EchoWaiter } from './echoes.ts';
import type { Progress } from './progress-bar.ts';

/** What became of all one-way messages. */
export interface Returns {
  /** How many were sent. */
  readonly count: number;
  /** How many came back. */
  readonly returned: number;
  /** From the first send to the last return. */
  readonly seconds: number;
}

/** How messages are sent, and how long to wait for them. */
export interface SendAllOptions {
  readonly count: number;
  /** Milliseconds without a return, after which the rest is lost. */
  readonly timeoutMs: number;
  readonly send: SendBody;
  readonly drained: () => Promise<void>;
}

/**
 * Sends `count` messages as fast as they are taken, and waits until all have come back.
 *
 * @throws the error that ended the session.
 */
export async function sendAll(options: SendAllOptions, progress: Progress): Promise<Returns> {
  const run = new SendAllRun(options, progress);
  try {
    return await run.finish();
  } finally {
    run.stop();
  }
}

/** One object receives all returns, so a message costs no closure. */
class SendAllRun implements EchoWaiter {
  #options: SendAllOptions;
  #progress: Progress;
  #sent = 0;
  #returned = 0;
  #returnedAt = performance.now();
  #end = Promise.withResolvers<void>();
  #room: PromiseWithResolvers<void> | undefined;
  #idleTimer: NodeJS.Timeout;

  constructor(options: SendAllOptions, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    this.#idleTimer = setTimeout(this.#end.resolve, options.timeoutMs);
  }

  async finish(): Promise<Returns> {
    const startedAt = performance.now();
    await Promise.race([this.#end.promise, this.#sendAll().then(() => this.#end.promise)]);
    const seconds = (this.#returnedAt - startedAt) / 1000;
    return { count: this.#options.count, returned: this.#returned, seconds };
  }

  stop(): void {
    clearTimeout(this.#idleTimer);
  }

  onEcho(): void {
    this.#returned++;
    this.#returnedAt = performance.now();
    this.#progress.done++;
    this.#idleTimer.refresh();
    if (this.#returned === this.#options.count) this.#end.resolve();
    if (this.#sent - this.#returned <= WINDOW / 2) this.#room?.resolve();
  }

  onLost(error: Error): void {
    this.#end.reject(error);
  }

  async #sendAll(): Promise<void> {
    const { count, send, drained } = this.#options;
    while (this.#sent < count) {
      if (!send(this.#sent++, this)) await drained();
      if (this.#sent - this.#returned >= WINDOW) await this.#waitForRoom();
    }
  }

  async #waitForRoom(): Promise<void> {
    this.#room = Promise.withResolvers();
    await this.#room.promise;
    this.#room = undefined;
  }
}

/**
 * Messages on their way at once: small ones fit the receive buffer of a datagram socket, which drops
 * what does not.
 */
const WINDOW = 128;
