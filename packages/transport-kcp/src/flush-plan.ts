import type { KcpMachine } from './kcp-machine.ts';
import type { SessionSettings } from './session-settings.ts';
import { UpdateSchedule } from './update-schedule.ts';

/**
 * Says when a session flushes: as kcp-go at the end of the turn in which there is something to
 * send, and when a timer of the machine is due; as ikcp.c at multiples of the interval. A session
 * that waits for nothing never does.
 */
export class FlushPlan {
  readonly #machine: KcpMachine;
  readonly #settings: SessionSettings;
  readonly #schedule: UpdateSchedule | undefined;
  #dueMs = Infinity;
  #isWanted = false;

  constructor(machine: KcpMachine, settings: SessionSettings) {
    const { behavior, intervalMs } = settings.machine;
    this.#machine = machine;
    this.#settings = settings;
    this.#schedule = behavior === 'c' ? new UpdateSchedule(intervalMs) : undefined;
  }

  /** When to flush if nothing happens until then. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** Whether to flush at the end of the turn. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** Something was queued. */
  onSent(nowMs: number, ts: number): void {
    if (this.#settings.writeDelay) this.#within(nowMs, ts);
    else this.#soon(nowMs, ts);
  }

  /** A datagram was taken. */
  onReceived(nowMs: number, ts: number): void {
    const { hasRoom, sending, acks, peer } = this.#machine;
    if (hasRoom || sending.hasFastAcks || peer.owesTell) this.#soon(nowMs, ts);
    else if (acks.length > 0 && this.#settings.ackNoDelay) this.#soon(nowMs, ts);
    else if (acks.length > 0) this.#within(nowMs, ts);
    else if (sending.isEmpty) this.#dueMs = Infinity;
  }

  /** Something has to be told to the peer at once. */
  onUrgent(): void {
    this.#isWanted = true;
  }

  /** Whether to flush now, at a time when something of the session was due. */
  isDue(nowMs: number, ts: number): boolean {
    if (nowMs < this.#dueMs) return false;
    if (this.#schedule === undefined || this.#schedule.isDue(ts)) return true;
    this.#dueMs = nowMs + Math.max(1, this.#schedule.untilUpdate(ts, Infinity));
    return false;
  }

  /** The machine was flushed. */
  onFlushed(nowMs: number, ts: number): void {
    this.#isWanted = false;
    this.#dueMs = nowMs + this.#untilNext(ts);
  }

  /** At the end of this turn, or as soon as ikcp.c would. */
  #soon(nowMs: number, ts: number): void {
    if (this.#schedule === undefined) this.#isWanted = true;
    else this.#within(nowMs, ts);
  }

  /** By the end of the interval. */
  #within(nowMs: number, ts: number): void {
    const { intervalMs } = this.#settings.machine;
    const waitMs = this.#schedule?.untilUpdate(ts, Infinity) ?? intervalMs;
    this.#dueMs = Math.min(this.#dueMs, nowMs + waitMs);
  }

  #untilNext(ts: number): number {
    const { sending, acks, peer, transmitter } = this.#machine;
    const { intervalMs } = this.#settings.machine;
    if (sending.isEmpty && acks.length === 0) return Infinity;
    if (this.#schedule !== undefined) {
      return this.#schedule.untilUpdate(ts, transmitter.exactlyUntilResend(ts));
    }
    const resendMs = transmitter.untilResend(ts);
    if (resendMs !== Infinity) return resendMs;
    return peer.segments === 0 ? Math.max(1, (peer.probeTs - ts) | 0) : intervalMs;
  }
}
