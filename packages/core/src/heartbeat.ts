import { Alarm } from './alarm.ts';
import { Control, type ControlledSession } from './control.ts';
import { NetError } from './errors.ts';

/** What a heartbeat needs of its session. */
type HeartbeatTarget = Pick<
  ControlledSession,
  'aliveAtMs' | 'clock' | 'fail' | 'kind' | 'sendControl' | 'timers'
>;

/**
 * Finds out within two intervals that a peer is gone: after one of silence it is pinged, after
 * another the session ends. Whatever comes from it counts as life. Datagrams may be lost, so there the
 * ping is repeated meanwhile.
 */
export class Heartbeat {
  /** The round trip of the last ping. */
  roundTripMs: number | undefined;
  readonly #target: HeartbeatTarget;
  readonly #intervalMs: number;
  readonly #repeatMs: number;
  readonly #alarm: Alarm;
  #dueAtMs = 0;
  /** Before it silence does not count: this side was busy itself. */
  #forgivenUntilMs = 0;
  #number = 0;
  #pingedAtMs: number | undefined;
  #isStopped = false;

  constructor(target: HeartbeatTarget, intervalMs: number) {
    this.#target = target;
    this.#intervalMs = intervalMs;
    const isLossy = target.kind === 'datagram';
    this.#repeatMs = isLossy ? Math.max(MIN_REPEAT_MS, intervalMs / PINGS) : Infinity;
    this.#alarm = new Alarm(target.timers, (nowMs) => this.#look(nowMs));
    this.#wait(intervalMs, target.clock.now());
  }

  /** The peer answers ping `number`. One that was never sent is ignored. */
  onPong(number: number): void {
    if (number !== this.#number || this.#pingedAtMs === undefined) return;
    this.roundTripMs = this.#target.clock.now() - this.#pingedAtMs;
    this.#pingedAtMs = undefined;
  }

  stop(): void {
    this.#isStopped = true;
    this.#alarm.clear();
  }

  #look(nowMs: number): void {
    this.#forgiveStall(nowMs);
    const silentMs = nowMs - this.#aliveAtMs();
    const intervalMs = this.#intervalMs;
    if (silentMs >= 2 * intervalMs) {
      // What the peer has sent may wait to be read in this very turn.
      this.#target.clock.nextTurn(() => this.#decide());
    } else if (silentMs >= intervalMs) {
      this.#ping(nowMs);
      this.#wait(Math.min(2 * intervalMs - silentMs, this.#repeatMs), nowMs);
    } else {
      this.#wait(intervalMs - silentMs, nowMs);
    }
  }

  #decide(): void {
    if (this.#isStopped) return;
    const nowMs = this.#target.clock.now();
    const silentMs = nowMs - this.#aliveAtMs();
    if (silentMs < 2 * this.#intervalMs) return this.#wait(this.#intervalMs - silentMs, nowMs);
    const text = `the peer was silent for ${Math.round(silentMs)} ms, two heartbeats`;
    this.#target.fail(new NetError('HEARTBEAT_TIMEOUT', text));
  }

  #aliveAtMs(): number {
    return Math.max(this.#target.aliveAtMs, this.#forgivenUntilMs);
  }

  /** A late look means that nothing was read in the meantime. */
  #forgiveStall(nowMs: number): void {
    const lateMs = nowMs - this.#dueAtMs;
    if (lateMs > STALL_MS) this.#forgivenUntilMs = this.#aliveAtMs() + lateMs;
  }

  #ping(nowMs: number): void {
    this.#number = (this.#number + 1) >>> 0;
    this.#pingedAtMs = nowMs;
    this.#target.sendControl(Control.Ping, this.#number);
  }

  #wait(delayMs: number, nowMs: number): void {
    this.#dueAtMs = nowMs + Math.max(0, delayMs);
    this.#alarm.set(Math.max(0, delayMs));
  }
}

/** So many in the interval in which an answer must come. */
const PINGS = 10;
const MIN_REPEAT_MS = 500;
/** Above the coarseness of the timers. */
const STALL_MS = 100;
