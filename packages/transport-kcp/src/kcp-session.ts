import { FlushPlan } from './flush-plan.ts';
import { KcpMachine } from './kcp-machine.ts';
import { Liveness } from './liveness.ts';
import { PacketLayer, type SegmentsTarget } from './packet-layer.ts';
import type { PacketOutput } from './packet-writer.ts';
import { LimitedOutput, SendAllowance } from './send-allowance.ts';
import { brokenMessage, notEnded, replaced, silentPeer, stalledLink } from './session-errors.ts';
import type { SessionState } from './session-end.ts';
import type { SessionSettings, SessionStart } from './session-settings.ts';
import { SessionTalk, type TalkHost } from './session-talk.ts';

/**
 * One end of a session over KCP: the machine with what is around it on the wire, signs of life, and
 * an end that both sides agree on when both are ours. Pure: it is told the time and what has come;
 * `dueMs` says when it wants `onDue`, `wantsFlush` that a `flush` at the end of the turn would send
 * something.
 */
export class KcpSession implements SegmentsTarget, TalkHost {
  readonly machine: KcpMachine;
  readonly conv: number;
  readonly #settings: SessionSettings;
  readonly #clockBase: number;
  readonly #layer: PacketLayer;
  readonly #liveness: Liveness;
  readonly #allowance: SendAllowance;
  readonly #plan: FlushPlan;
  readonly #talk: SessionTalk;
  readonly #ackBatch: number;
  #nowMs: number;
  #fillMs = Infinity;
  #faults = 0;

  constructor(settings: SessionSettings, start: SessionStart, output: PacketOutput) {
    const { conv, clockBase, datagramToken, isDialled, nowMs } = start;
    this.conv = conv | 0;
    this.#settings = settings;
    this.#clockBase = clockBase;
    this.#nowMs = nowMs;
    this.#allowance = new SendAllowance(!isDialled && datagramToken === undefined);
    const limited = new LimitedOutput(output, this.#allowance);
    this.#layer = new PacketLayer(settings.layer, datagramToken, limited);
    const { headBytes, segmentsEnd: mtu } = this.#layer;
    const { machine, closeTimeoutMs } = settings;
    this.machine = new KcpMachine(machine, { conv, mtu, headBytes }, this.#layer);
    this.#ackBatch = Math.min(MAX_ACK_BATCH, Math.ceil(machine.receiveWindow / 2));
    this.#liveness = new Liveness(settings, nowMs);
    this.#plan = new FlushPlan(this.machine, settings);
    this.#talk = new SessionTalk(this.machine, start.noteToken, isDialled, closeTimeoutMs, this);
  }

  get state(): SessionState {
    return this.#talk.end.state;
  }

  /** Why it has ended, unless that was orderly. */
  get error(): Error | undefined {
    return this.#talk.end.error;
  }

  /** Whether the peer has been heard of. */
  get isEstablished(): boolean {
    return this.#talk.hasAnswer;
  }

  /** Whether the peer has said that it will send no more. */
  get hasPeerEnded(): boolean {
    return this.#talk.end.peerHasEnded;
  }

  /** Whether it is certain that the peer receives what is sent to its address. */
  get isPeerProven(): boolean {
    return !this.#allowance.isLimited;
  }

  /** Datagrams that were not taken, or not whole. */
  get faults(): number {
    return this.#faults;
  }

  /** Whether `flush` at the end of this turn would send something. */
  get wantsFlush(): boolean {
    return this.#plan.isWanted;
  }

  /** When to call `onDue`. */
  get dueMs(): number {
    const talkMs = this.#talk.dueMs;
    if (this.#talk.end.isOver) return talkMs;
    const livenessMs = this.#liveness.dueMs(this.#idleTimeoutMs());
    return Math.min(talkMs, livenessMs, this.#plan.dueMs, this.#fillMs);
  }

  /** How long nothing valid has come. */
  silentMs(nowMs: number): number {
    return this.#liveness.silentMs(nowMs);
  }

  /** Ask the peer to answer, again and again until it does. */
  greet(nowMs: number): void {
    this.#setNow(nowMs);
    this.#talk.greet(nowMs);
  }

  /**
   * Queue `bytes`, which nobody may change from now on. Once it is closing nothing is taken. After
   * the last ones of a turn, or each of them, call `onQueued`.
   */
  send(bytes: Uint8Array): void {
    if (this.state === 'open') this.machine.send(bytes);
  }

  /** Something was queued: see when it leaves. */
  onQueued(nowMs: number): void {
    this.#plan.onSent(nowMs, this.#setNow(nowMs));
  }

  /**
   * Take what a datagram has brought; keeps `payload`.
   *
   * @param datagramBytes how large it was on the wire.
   */
  receive(payload: Uint8Array, datagramBytes: number, nowMs: number): void {
    this.#setNow(nowMs);
    this.#allowance.onReceived(datagramBytes);
    this.#layer.read(payload, this);
    this.#talk.settle(nowMs);
  }

  /** Take the next message, or in stream mode the next piece; `undefined` when there is none. */
  take(): Uint8Array | undefined {
    const message = this.machine.receive();
    if (this.machine.peer.owesTell) this.#plan.onUrgent();
    return message;
  }

  /** Everything that was received has been taken: an end of the peer now counts. */
  onTaken(nowMs: number): void {
    this.#setNow(nowMs);
    this.#talk.settle(nowMs);
  }

  /** Send what waits to be sent. */
  flush(nowMs: number): void {
    const { machine } = this;
    const ts = this.#setNow(nowMs);
    machine.flush(ts);
    this.#plan.onFlushed(nowMs, ts);
    this.#liveness.setWaiting(machine.sending.inFlight > 0 && machine.peer.segments > 0, nowMs);
    const isUnfinished = this.#layer.missingForParity > 0;
    this.#fillMs = isUnfinished ? nowMs + this.#settings.fecFillMs : Infinity;
  }

  /** Do what is due by now. */
  onDue(nowMs: number): void {
    const lateMs = nowMs - this.dueMs;
    if (lateMs >= STALL_MS) this.#liveness.forgive(lateMs, nowMs);
    const ts = this.#setNow(nowMs);
    const { end } = this.#talk;
    if (end.isOverdue(nowMs)) this.#onOverdue();
    if (!end.isOver) this.#checkLiveness();
    if (end.isOver) return;
    this.#talk.onDue(nowMs);
    if (nowMs >= this.#fillMs) this.#fillParity();
    if (this.#plan.isDue(nowMs, ts)) this.flush(nowMs);
    this.#talk.settle(nowMs);
  }

  /** Send what is queued, then end. */
  close(nowMs: number): void {
    this.#setNow(nowMs);
    this.#talk.end.startClosing(nowMs);
    this.#talk.settle(nowMs);
  }

  /** End at once. */
  abort(error: Error | undefined, nowMs: number): void {
    this.#setNow(nowMs);
    if (!this.#talk.end.isOver) this.#fail(error);
  }

  /** Nobody is there any more to wait for; an error only when something was not acknowledged. */
  onPeerGone(nowMs: number): void {
    this.#setNow(nowMs);
    const { isEmpty } = this.machine.sending;
    this.#talk.end.leave(isEmpty ? undefined : this.#notEnded());
  }

  /** End at once, without another word to the peer. */
  leave(): void {
    this.#talk.end.leave(replaced());
  }

  // What the layer below and the talk ask.

  flushSoon(): void {
    this.#plan.onUrgent();
  }

  flushNow(): void {
    this.flush(this.#nowMs);
  }

  onSegments(segments: Uint8Array, isRegular: boolean): void {
    const { machine } = this;
    const ts = this.#setNow(this.#nowMs);
    const { una } = machine.sending;
    const fault = machine.input(segments, ts, isRegular);
    const note = machine.takeNote();
    if (this.#talk.end.isOver) return this.#talk.answerLate(note);
    if (fault === 'fragments') this.#fail(brokenMessage(this.#settings.machine.receiveWindow));
    if (fault === undefined) this.#onValid(note);
    else this.#faults += 1;
    if (machine.sending.una !== una) this.#onProgress();
    // Who asks is idle as a rule, and a good time to let go of memory.
    if (machine.peer.owesTell) machine.trim();
    if (machine.acks.length >= MAX_ACKS) machine.flushAcks();
    else if (machine.acks.length >= this.#ackBatch) this.#plan.onUrgent();
    this.#plan.onReceived(this.#nowMs, ts);
  }

  #idleTimeoutMs(): number {
    // A peer that has not answered yet is asked for as long as the dial may take.
    if (!this.isEstablished) return Infinity;
    const { idleTimeoutMs } = this.#settings;
    return this.isPeerProven ? idleTimeoutMs : Math.min(idleTimeoutMs, UNPROVEN_TIMEOUT_MS);
  }

  /** @returns the time as the machine, and so the peer, sees it. */
  #setNow(nowMs: number): number {
    this.#nowMs = nowMs;
    this.#layer.nowMs = nowMs;
    return (nowMs + this.#clockBase) | 0;
  }

  #onValid(note: Uint8Array | undefined): void {
    this.#liveness.onReceived(this.#nowMs);
    this.#talk.onAnswer();
    if (note !== undefined) this.#talk.read(note);
    if (this.machine.isPeerProven || this.#talk.hasProof) this.#allowance.lift();
  }

  #onProgress(): void {
    this.#liveness.onProgress(this.#nowMs);
    this.machine.transmitter.forgive();
  }

  #fail(error: Error | undefined): void {
    this.#talk.finish('abort', error, this.#nowMs);
  }

  #onOverdue(): void {
    if (this.#talk.end.isOver) this.#talk.end.leave(undefined);
    else this.#fail(this.#notEnded());
  }

  #notEnded(): Error {
    return notEnded(this.#settings.closeTimeoutMs, this.machine.sending.queuedBytes);
  }

  #checkLiveness(): void {
    const idleTimeoutMs = this.#idleTimeoutMs();
    const verdict = this.#liveness.check(this.#nowMs, idleTimeoutMs);
    const stalledMs = this.#liveness.stalledMs(this.#nowMs);
    const isDead = this.machine.transmitter.isLinkDead && stalledMs >= DEAD_LINK_MS;
    if (verdict === 'idle') this.#fail(silentPeer(idleTimeoutMs));
    else if (verdict === 'stalled' || isDead) this.#fail(stalledLink(stalledMs));
    else if (verdict === 'ask') this.#ask();
  }

  /** Ask for a sign of life, and use the silence to let go of memory. */
  #ask(): void {
    this.machine.peer.owesAsk = true;
    this.machine.trim();
    this.flush(this.#nowMs);
  }

  /** Send datagrams without content until the group is full, so that its parity goes out. */
  #fillParity(): void {
    this.#fillMs = Infinity;
    while (this.#layer.missingForParity > 0) this.machine.flushWindow();
  }
}

/** For peers of whom it is not certain that they have the address that they seem to have. */
const UNPROVEN_TIMEOUT_MS = 10_000;
/** Acknowledgements that do not wait for the interval: as many as fill kcp-go's send window. */
const MAX_ACK_BATCH = 32;
/** Acknowledgements that do not even wait for the end of the turn. */
const MAX_ACKS = 1024;
/** So late nothing is by chance: the process stood still, and what has come meanwhile waits. */
const STALL_MS = 1000;
/** A link counts as dead only after it has been so for as long as nothing should ever stall. */
const DEAD_LINK_MS = 10_000;
