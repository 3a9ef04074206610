import type { OutgoingSegment } from './outgoing-segment.ts';
import { serialDiff } from './serial.ts';

/** Decides which segments in flight are sent, and when again. */
export interface ResendPolicy {
  /**
   * Why `segment` is sent now, and sets when it would be sent again.
   *
   * @param now the time.
   * @param rtoMs what the round trip allows at the moment.
   * @param hasNew whether this flush also sends segments for the first time.
   */
  decide(segment: OutgoingSegment, now: number, rtoMs: number, hasNew: boolean): Cause;
}

/** Why a segment is sent. */
export const Cause = { NONE: 0, FIRST: 1, TIMEOUT: 2, FAST: 3 } as const;
/** One of these. */
export type Cause = (typeof Cause)[keyof typeof Cause];

/** What a `ResendPolicy` needs to know of the machine's settings. */
export interface ResendSettings {
  readonly behavior: 'c' | 'go';
  readonly nodelay: 0 | 1 | 2;
  /** Later segments acknowledged before one is sent again; 0: that never happens. */
  readonly fastResend: number;
}

/** The policy of `settings.behavior`. */
export function createResendPolicy(settings: ResendSettings): ResendPolicy {
  return settings.behavior === 'c' ? new CPolicy(settings) : new GoPolicy(settings);
}

/** That of ikcp.c: timeouts first, and a limit to fast resends. */
class CPolicy implements ResendPolicy {
  readonly #nodelay: 0 | 1 | 2;
  readonly #fastResend: number;

  constructor({ nodelay, fastResend }: ResendSettings) {
    this.#nodelay = nodelay;
    this.#fastResend = fastResend > 0 ? fastResend : Infinity;
  }

  decide(segment: OutgoingSegment, now: number, rtoMs: number): Cause {
    if (segment.transmissions === 0) {
      segment.rto = rtoMs;
      segment.resendTs = (now + rtoMs + (this.#nodelay === 0 ? rtoMs >>> 3 : 0)) | 0;
      return Cause.FIRST;
    }
    if (serialDiff(now, segment.resendTs) >= 0) {
      segment.rto += this.#backoff(segment.rto, rtoMs);
      segment.resendTs = (now + segment.rto) | 0;
      return Cause.TIMEOUT;
    }
    if (segment.fastAcks < this.#fastResend || segment.transmissions > FAST_LIMIT)
      return Cause.NONE;
    segment.resendTs = (now + segment.rto) | 0;
    return Cause.FAST;
  }

  #backoff(rto: number, rtoMs: number): number {
    if (this.#nodelay === 0) return Math.max(rto, rtoMs);
    return (this.#nodelay === 1 ? rto : rtoMs) >>> 1;
  }
}

/** That of kcp-go: fast resends first, early ones when nothing new is sent, no limit. */
class GoPolicy implements ResendPolicy {
  readonly #nodelay: 0 | 1 | 2;
  readonly #fastResend: number;

  constructor({ nodelay, fastResend }: ResendSettings) {
    this.#nodelay = nodelay;
    this.#fastResend = fastResend > 0 ? fastResend : Infinity;
  }

  decide(segment: OutgoingSegment, now: number, rtoMs: number, hasNew: boolean): Cause {
    const cause = this.#cause(segment, now, hasNew);
    if (cause === Cause.NONE) return cause;
    if (cause === Cause.TIMEOUT) segment.rto += this.#nodelay === 0 ? rtoMs : rtoMs >>> 1;
    else segment.rto = rtoMs;
    segment.resendTs = (now + segment.rto) | 0;
    return cause;
  }

  #cause(segment: OutgoingSegment, now: number, hasNew: boolean): Cause {
    if (segment.transmissions === 0) return Cause.FIRST;
    if (segment.fastAcks >= this.#fastResend) return Cause.FAST;
    if (segment.fastAcks > 0 && !hasNew) return Cause.FAST;
    return serialDiff(now, segment.resendTs) >= 0 ? Cause.TIMEOUT : Cause.NONE;
  }
}

/** Transmissions after which only the timeout sends a segment again. */
const FAST_LIMIT = 5;
