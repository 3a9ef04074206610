/** How long a session waits for signs of life. Milliseconds; `Infinity`: for ever. */
export interface LivenessSettings {
  /** Silence after which the peer is asked for a sign of life, and again after half of it. */
  readonly keepAliveMs: number;
  /** Silence after which the peer counts as gone. */
  readonly idleTimeoutMs: number;
  /** Time without progress of what was sent, after which the link counts as dead. */
  readonly stallTimeoutMs: number;
}

/** What is to be done at a time. */
export type LivenessVerdict = 'alive' | 'ask' | 'idle' | 'stalled';

/** Watches whether the peer is still there and whether what is sent gets through. Pure. */
export class Liveness {
  readonly #settings: LivenessSettings;
  #receivedMs: number;
  #askedMs = -Infinity;
  #progressMs: number;
  #isWaiting = false;

  constructor(settings: LivenessSettings, nowMs: number) {
    this.#settings = settings;
    this.#receivedMs = nowMs;
    this.#progressMs = nowMs;
  }

  /** How long the peer has been silent. */
  silentMs(nowMs: number): number {
    return nowMs - this.#receivedMs;
  }

  /** Something valid has come from the peer. */
  onReceived(nowMs: number): void {
    this.#receivedMs = nowMs;
  }

  /** Something was acknowledged. */
  onProgress(nowMs: number): void {
    this.#progressMs = nowMs;
  }

  /** This end stood still for so long itself: nobody is silent because of that. */
  forgive(ms: number, nowMs: number): void {
    this.#receivedMs = Math.min(nowMs, this.#receivedMs + ms);
    this.#progressMs = Math.min(nowMs, this.#progressMs + ms);
  }

  /** Whether anything in flight waits for an acknowledgement that the peer could give. */
  setWaiting(isWaiting: boolean, nowMs: number): void {
    if (isWaiting && !this.#isWaiting) this.#progressMs = nowMs;
    this.#isWaiting = isWaiting;
  }

  /** How long what is in flight has waited in vain; 0 when nothing is. */
  stalledMs(nowMs: number): number {
    return this.#isWaiting ? nowMs - this.#progressMs : 0;
  }

  /** What to do now. `ask` is said once each time. */
  check(nowMs: number, idleTimeoutMs: number): LivenessVerdict {
    if (this.silentMs(nowMs) >= idleTimeoutMs) return 'idle';
    if (this.stalledMs(nowMs) >= this.#settings.stallTimeoutMs) return 'stalled';
    if (nowMs < this.#askMs()) return 'alive';
    this.#askedMs = nowMs;
    return 'ask';
  }

  /** When `check` may next say something else than `alive`. */
  dueMs(idleTimeoutMs: number): number {
    const stallMs = this.#isWaiting ? this.#progressMs + this.#settings.stallTimeoutMs : Infinity;
    return Math.min(this.#receivedMs + idleTimeoutMs, stallMs, this.#askMs());
  }

  #askMs(): number {
    const { keepAliveMs } = this.#settings;
    return Math.max(this.#receivedMs + keepAliveMs, this.#askedMs + keepAliveMs / 2);
  }
}
