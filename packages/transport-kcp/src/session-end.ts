import { Backoff } from './backoff.ts';

/**
 * How a session ends. Two ends that understand each other say `end` when all they sent has been
 * acknowledged, again and again until the other end has said so too; who has heard both lingers for
 * those who have not. Pure: says what to tell, and when.
 */
export class SessionEnd {
  readonly #closeTimeoutMs: number;
  /** When `end` is due again, once it was said. */
  #repeat: Backoff | undefined;
  #state: SessionState = 'open';
  #peerHasEnded = false;
  #limitMs = Infinity;
  #error: Error | undefined;
  #farewell: Farewell = 'ended';

  constructor(closeTimeoutMs: number) {
    this.#closeTimeoutMs = closeTimeoutMs;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Whether the session has ended for this side. */
  get isOver(): boolean {
    return this.#state === 'lingering' || this.#state === 'over';
  }

  /** Why it ended, unless that was orderly. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Whether the peer has said that it will send no more. */
  get peerHasEnded(): boolean {
    return this.#peerHasEnded;
  }

  /** What to answer to a peer that has not heard of the end. */
  get farewell(): Farewell {
    return this.#farewell;
  }

  /** When there is something to do. */
  get dueMs(): number {
    return Math.min(this.#limitMs, this.#repeat?.dueMs ?? Infinity);
  }

  /** Take nothing new to send from now on. */
  startClosing(nowMs: number): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#limitMs = nowMs + this.#closeTimeoutMs;
  }

  /** The peer has said its end. */
  onPeerEnd(): void {
    this.#peerHasEnded = true;
  }

  /** All that was sent is acknowledged: whether to say `end`, perhaps once more. */
  takeTell(nowMs: number): boolean {
    if (this.#repeat !== undefined && nowMs < this.#repeat.dueMs) return false;
    this.#repeat ??= new Backoff(FIRST_WAIT_MS, MAX_WAIT_MS);
    this.#repeat.onDone(nowMs);
    return true;
  }

  /** Whether the time for closing, or for lingering after it, is over. */
  isOverdue(nowMs: number): boolean {
    return nowMs >= this.#limitMs;
  }

  /** The session has ended for this side; the peer may have to be told as long as it may ask. */
  linger(farewell: Farewell, error: Error | undefined, nowMs: number): void {
    this.leave(error);
    this.#farewell = farewell;
    this.#state = 'lingering';
    this.#limitMs = nowMs + this.#closeTimeoutMs;
  }

  /** The session has ended for both sides. */
  leave(error: Error | undefined): void {
    this.#error ??= error;
    this.#state = 'over';
    this.#limitMs = Infinity;
    this.#repeat?.stop();
  }
}

/** The last note of a session. */
export type Farewell = 'ended' | 'abort';

/**
 * - `open`: sends and receives.
 * - `closing`: sends what is queued, and receives what the peer still sends.
 * - `lingering`: over for this side; answers a peer that does not know yet.
 * - `over`: to be forgotten.
 */
export type SessionState = 'open' | 'closing' | 'lingering' | 'over';

const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 400;
