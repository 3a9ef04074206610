import type { RttEstimator } from './rtt-estimator.ts';
import type { SendWindow } from './send-window.ts';
import { serialDiff } from './serial.ts';

/** How acknowledgements are taken. */
export interface AckRules {
  readonly behavior: 'c' | 'go';
  /** Whether a segment sent after the echoed time counts as overtaken too: only in ikcp.c 1.7. */
  readonly countsStaleAcks: boolean;
  /** Whether only echoes of times that were really sent measure a round trip. */
  readonly isStrict: boolean;
}

/** Takes the acknowledgements of a datagram: frees segments, measures, counts who was overtaken. */
export class AckReader {
  readonly #rules: AckRules;
  readonly #sending: SendWindow;
  readonly #rtt: RttEstimator;
  #isPeerProven = false;
  /** Of the datagram at hand: its furthest acknowledgement (ikcp.c). */
  #hasTop = false;
  #topSn = 0;
  #topTs = 0;
  /** And the time that its last one echoes (kcp-go). */
  #hasEcho = false;
  #echoTs = 0;

  constructor(rules: AckRules, sending: SendWindow, rtt: RttEstimator) {
    this.#rules = rules;
    this.#sending = sending;
    this.#rtt = rtt;
  }

  /** Whether a time has been echoed that only who receives our datagrams can know. */
  get isPeerProven(): boolean {
    return this.#isPeerProven;
  }

  /** A datagram begins. */
  begin(): void {
    this.#hasTop = false;
    this.#hasEcho = false;
  }

  /** Take the acknowledgement of `sn` that echoes `ts`. */
  read(sn: number, ts: number, now: number): void {
    const isSample = this.#isGenuine(sn, ts) || !this.#rules.isStrict;
    if (this.#rules.behavior === 'c') {
      if (isSample) this.#measure(ts, now);
      this.#sending.acknowledge(sn);
      this.#noteTop(sn, ts);
    } else {
      this.#sending.acknowledge(sn);
      this.#sending.countFastAcks(sn, ts);
      if (isSample) this.#noteEcho(ts);
    }
  }

  /** The datagram is over. `isRegular`: it was received, and not rebuilt from parity. */
  end(now: number, isRegular: boolean): void {
    if (this.#hasTop) {
      this.#sending.countFastAcks(
        this.#topSn,
        this.#rules.countsStaleAcks ? undefined : this.#topTs,
      );
    }
    if (this.#hasEcho && isRegular) this.#measure(this.#echoTs, now);
  }

  /** Whether `ts` is that of the last transmission of `sn`, told for the first time. */
  #isGenuine(sn: number, ts: number): boolean {
    const segment = this.#sending.sent(sn);
    if (segment === undefined || segment.ts !== ts || segment.isTimed) return false;
    segment.isTimed = true;
    this.#isPeerProven = true;
    return true;
  }

  #measure(ts: number, now: number): void {
    const rttMs = serialDiff(now, ts);
    if (rttMs >= 0) this.#rtt.add(rttMs);
  }

  #noteTop(sn: number, ts: number): void {
    if (this.#hasTop) {
      if (serialDiff(sn, this.#topSn) <= 0) return;
      if (!this.#rules.countsStaleAcks && serialDiff(ts, this.#topTs) <= 0) return;
    }
    this.#hasTop = true;
    this.#topSn = sn;
    this.#topTs = ts;
  }

  #noteEcho(ts: number): void {
    this.#hasEcho = true;
    this.#echoTs = ts;
  }
}
