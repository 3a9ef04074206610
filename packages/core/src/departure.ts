import type { Clock } from './clock.ts';
import { Closing } from './closing.ts';
import { deferred, type Deferred } from './deferred.ts';
import type { Dispatcher, DispatchTarget } from './dispatcher.ts';
import type { Bounds } from './limits.ts';
import { onAbort } from './on-abort.ts';
import type { Outbox } from './outbox.ts';
import type { Connection } from './transport.ts';

/** What a session's end works with. */
export interface DepartureParts {
  readonly connection: Connection;
  readonly dispatcher: Pick<Dispatcher<DispatchTarget>, 'size' | 'isClosing'>;
  readonly outbox: Pick<Outbox, 'flush'>;
  readonly clock: Clock;
}

type DepartureBounds = Pick<Bounds, 'closeTimeoutMs' | 'drainTimeoutMs'>;

/** The orderly end of a session: what runs finishes, what is queued is sent, then it closes. */
export class Departure {
  readonly #parts: DepartureParts;
  readonly #bounds: DepartureBounds;
  #closing: Closing | undefined;
  #idle: Deferred | undefined;

  constructor(parts: DepartureParts, bounds: DepartureBounds) {
    this.#parts = parts;
    this.#bounds = bounds;
  }

  /**
   * Bounded in time; aborting `signal` cuts it short. Never rejects.
   *
   * @param peerLeaves the peer has been asked to leave: wait for it, so that nothing that it has
   * sent meanwhile goes unanswered.
   */
  depart(signal: AbortSignal | undefined, peerLeaves?: Promise<unknown>): Promise<void> {
    const { clock } = this.#parts;
    const { closeTimeoutMs, drainTimeoutMs } = this.#bounds;
    const timeoutMs = peerLeaves === undefined ? closeTimeoutMs : drainTimeoutMs;
    this.#closing ??= new Closing(clock, timeoutMs, (cut) => this.#finish(cut, peerLeaves));
    return this.#closing.wait(signal);
  }

  /** Send what is queued and close, without waiting for handlers. */
  leaveNow(timeoutMs: number): void {
    const { clock, connection, outbox } = this.#parts;
    outbox.flush();
    this.#closing = new Closing(clock, timeoutMs, (cut) => connection.close({ signal: cut }));
  }

  /** Nothing runs and nothing waits any more, or the session has ended. */
  onIdle(): void {
    this.#idle?.resolve();
  }

  async #finish(cut: AbortSignal, peerLeaves: Promise<unknown> | undefined): Promise<void> {
    const { connection, dispatcher, outbox, clock } = this.#parts;
    dispatcher.isClosing = true;
    // The handler that asks for it may not have returned yet, and counts only then.
    await new Promise<void>((resolve) => clock.endOfTurn(resolve));
    if (dispatcher.size > 0) await this.#untilIdle(cut);
    outbox.flush();
    if (peerLeaves !== undefined) await Promise.race([peerLeaves, aborted(cut)]);
    await connection.close({ signal: cut });
  }

  #untilIdle(cut: AbortSignal): Promise<void> {
    this.#idle = deferred();
    return Promise.race([this.#idle.promise, aborted(cut)]);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    onAbort(signal, () => resolve());
  });
}
