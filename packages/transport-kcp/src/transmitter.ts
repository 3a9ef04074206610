import type { MachineSettings } from './machine-settings.ts';
import type { OutgoingSegment } from './outgoing-segment.ts';
import type { PacketWriter } from './packet-writer.ts';
import { Cause, createResendPolicy, type ResendPolicy } from './resend-policy.ts';
import type { SendWindow } from './send-window.ts';
import { serialDiff } from './serial.ts';

/**
 * Writes the segments that are due. While no resend can be due, only the new ones are visited: a
 * lower bound of the earliest resend says so, which makes a flush cost what it sends and no more.
 */
export class Transmitter {
  readonly #window: SendWindow;
  readonly #writer: PacketWriter;
  readonly #policy: ResendPolicy;
  readonly #isC: boolean;
  readonly #deadLink: number;
  #earliestTs = 0;
  #timeouts = 0;
  #fastResends = 0;
  #isLinkDead = false;
  #hasTimedOut = false;
  #hasFastResent = false;

  constructor(settings: MachineSettings, window: SendWindow, writer: PacketWriter) {
    this.#window = window;
    this.#writer = writer;
    this.#policy = createResendPolicy(settings);
    this.#isC = settings.behavior === 'c';
    this.#deadLink = settings.deadLink;
  }

  /** Segments sent again so far because their time was up. */
  get timeouts(): number {
    return this.#timeouts;
  }

  /** Segments sent again so far because later ones had arrived. */
  get fastResends(): number {
    return this.#fastResends;
  }

  /** Whether a segment has been sent as often as the settings allow, ever or since `forgive`. */
  get isLinkDead(): boolean {
    return this.#isLinkDead;
  }

  /** Whether the last run sent a segment again because its time was up. */
  get hasTimedOut(): boolean {
    return this.#hasTimedOut;
  }

  /** Whether the last run sent a segment again because later ones had arrived. */
  get hasFastResent(): boolean {
    return this.#hasFastResent;
  }

  /** Forget that the link was dead: something has got through. */
  forgive(): void {
    this.#isLinkDead = false;
  }

  /** Write what is due. The last `newSegments` in flight have not been sent yet. */
  run(now: number, rtoMs: number, newSegments: number): void {
    const window = this.#window;
    this.#hasTimedOut = false;
    this.#hasFastResent = false;
    const mayResend = this.#mayResend(now, newSegments);
    const oldSegments = serialDiff(window.next, window.una) - newSegments;
    if (mayResend || oldSegments === 0) this.#earliestTs = (now + LONGEST_MS) | 0;
    const from = mayResend ? window.una : (window.next - newSegments) | 0;
    for (let sn = from; sn !== window.next; sn = (sn + 1) | 0) {
      const segment = window.at(sn);
      if (!segment.isAcked) this.#visit(segment, now, rtoMs, newSegments > 0);
    }
  }

  /**
   * Milliseconds until the first segment may have to be sent again, from 1; it may turn out too
   * early. `Infinity` when none is in flight.
   */
  untilResend(now: number): number {
    if (this.#window.una === this.#window.next) return Infinity;
    return Math.max(1, serialDiff(this.#earliestTs, now));
  }

  /** Milliseconds until the first segment is sent again, exactly; `Infinity` when none will be. */
  exactlyUntilResend(now: number): number {
    const window = this.#window;
    let untilMs = Infinity;
    for (let sn = window.una; sn !== window.next; sn = (sn + 1) | 0) {
      const segment = window.at(sn);
      if (!segment.isAcked) untilMs = Math.min(untilMs, serialDiff(segment.resendTs, now));
    }
    return untilMs;
  }

  #mayResend(now: number, newSegments: number): boolean {
    const { una, next, hasFastAcks } = this.#window;
    if (serialDiff(next, una) === newSegments) return false;
    return hasFastAcks || serialDiff(now, this.#earliestTs) >= 0;
  }

  #visit(segment: OutgoingSegment, now: number, rtoMs: number, hasNew: boolean): void {
    const cause = this.#policy.decide(segment, now, rtoMs, hasNew);
    if (cause !== Cause.NONE) this.#send(segment, cause, now);
    if (serialDiff(segment.resendTs, this.#earliestTs) < 0) this.#earliestTs = segment.resendTs;
  }

  #send(segment: OutgoingSegment, cause: Cause, now: number): void {
    this.#count(segment, cause);
    segment.transmissions += 1;
    segment.ts = now;
    segment.isTimed = false;
    if (segment.transmissions >= this.#deadLink) this.#isLinkDead = true;
    this.#writer.push(segment);
  }

  #count(segment: OutgoingSegment, cause: Cause): void {
    if (cause === Cause.TIMEOUT) {
      this.#hasTimedOut = true;
      this.#timeouts += 1;
    } else if (cause === Cause.FAST) {
      this.#hasFastResent = true;
      this.#fastResends += 1;
    }
    // After a timeout ikcp.c still counts what has overtaken the segment before.
    if (cause === Cause.FAST || !this.#isC) this.#window.clearFastAcks(segment);
  }
}

/** Longer than any wait, and less than half of the clock's range. */
const LONGEST_MS = 2 ** 30;
