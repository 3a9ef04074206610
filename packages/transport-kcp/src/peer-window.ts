import { serialDiff } from './serial.ts';

/**
 * What two ends tell each other about their receive windows: how much the peer has room for, when to
 * ask a peer that has none whether it has some again, and whether it is owed such an answer.
 */
export class PeerWindow {
  /** Segments that the peer has room for. */
  segments: number;
  /** Whether the next flush tells the peer our window. */
  owesTell = false;
  /** Whether the next flush asks for the peer's window. */
  owesAsk = false;
  readonly #firstProbeMs: number;
  #waitMs = 0;
  #probeTs = 0;

  /**
   * @param segments what the peer is thought to have room for until it says so.
   * @param firstProbeMs time with a window of 0 before the first question.
   */
  constructor(segments: number, firstProbeMs: number) {
    this.segments = segments;
    this.#firstProbeMs = firstProbeMs;
  }

  /** How long the next question waits; 0 when the peer has room. */
  get waitMs(): number {
    return this.#waitMs;
  }

  /** When it is due. */
  get probeTs(): number {
    return this.#probeTs;
  }

  /** Owe a question if it is time for one. Each waits half as long again as the one before. */
  probe(now: number): void {
    if (this.segments > 0) {
      this.#waitMs = 0;
      this.#probeTs = 0;
    } else if (this.#waitMs === 0) {
      this.#schedule(this.#firstProbeMs, now);
    } else if (serialDiff(now, this.#probeTs) >= 0) {
      this.#schedule(this.#waitMs + (this.#waitMs >>> 1), now);
      this.owesAsk = true;
    }
  }

  #schedule(waitMs: number, now: number): void {
    this.#waitMs = Math.min(waitMs, MAX_WAIT_MS);
    this.#probeTs = (now + this.#waitMs) | 0;
  }
}

const MAX_WAIT_MS = 120_000;
