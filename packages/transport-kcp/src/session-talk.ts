import { Backoff } from './backoff.ts';
import type { KcpMachine } from './kcp-machine.ts';
import { PeerNotes } from './peer-notes.ts';
import { abortedByPeer } from './session-errors.ts';
import { type Farewell, SessionEnd } from './session-end.ts';
import type { NoteKind } from './session-note.ts';

/** What a `SessionTalk` asks of its session. */
export interface TalkHost {
  /** Flush at the end of this turn. */
  flushSoon(): void;
  flushNow(): void;
}

/**
 * The greeting and the end of a session: what the two ends tell each other beside the stream. A peer
 * of another make does not hear it; with it a session ends when all that was sent is acknowledged.
 */
export class SessionTalk {
  readonly end: SessionEnd;
  readonly #machine: KcpMachine;
  readonly #notes: PeerNotes;
  readonly #host: TalkHost;
  /** When the next greeting is due, once there was one. */
  #hello: Backoff | undefined;
  readonly #isDialled: boolean;
  #hasAnswer: boolean;
  #hellos = 0;

  /**
   * @param ownToken of this end: random.
   * @param isDialled whether the peer still has to answer.
   */
  constructor(
    machine: KcpMachine,
    ownToken: Uint8Array,
    isDialled: boolean,
    closeTimeoutMs: number,
    host: TalkHost,
  ) {
    this.end = new SessionEnd(closeTimeoutMs);
    this.#machine = machine;
    this.#notes = new PeerNotes(ownToken);
    this.#host = host;
    this.#isDialled = isDialled;
    this.#hasAnswer = !isDialled;
  }

  /** Whether anything valid has come from the peer. */
  get hasAnswer(): boolean {
    return this.#hasAnswer;
  }

  /** Whether the peer has repeated our token: it receives what is sent to its address. */
  get hasProof(): boolean {
    return this.#notes.hasProof;
  }

  /** When to call `onDue`. */
  get dueMs(): number {
    return this.end.isOver ? this.end.dueMs : Math.min(this.end.dueMs, this.#helloMs());
  }

  /**
   * Ask the peer to answer, and whether it is one of ours. `onDue` asks again: until it has answered
   * and, if it is, knows that we receive what it sends; for others, a few times more.
   */
  greet(nowMs: number): void {
    this.#hellos += 1;
    const isOfAnotherMake = this.#hasAnswer && !this.#notes.isUnderstood;
    this.#hello ??= new Backoff(FIRST_HELLO_WAIT_MS, MAX_HELLO_WAIT_MS);
    if (isOfAnotherMake && this.#hellos >= MAX_HELLOS) this.#hello.stop();
    else this.#hello.onDone(nowMs);
    this.#machine.peer.owesAsk ||= !this.#hasAnswer;
    this.#machine.tell(this.#notes.write('hello'));
    this.#host.flushNow();
  }

  /** Something valid has come from the peer. */
  onAnswer(): void {
    this.#hasAnswer = true;
  }

  /** Do what is due by now. */
  onDue(nowMs: number): void {
    if (!this.end.isOver && nowMs >= this.#helloMs()) this.greet(nowMs);
  }

  /** Take a note of the peer. */
  read(bytes: Uint8Array): void {
    const kind = this.#notes.read(bytes);
    if (kind === 'hello') this.#onHello();
    else if (kind === 'welcome') this.#hello = undefined;
    else if (kind === 'abort') this.#agree(abortedByPeer());
    else if (kind === 'end' || kind === 'ended') this.#onPeerEnd(kind);
  }

  /** The session has ended: tell a peer that does not know, until it does. */
  answerLate(bytes: Uint8Array | undefined): void {
    const kind = bytes === undefined ? undefined : this.#notes.read(bytes);
    if (kind === 'ended' || kind === 'abort') this.end.leave(undefined);
    else if (this.end.state === 'lingering') this.#sayFarewell();
  }

  /** Go on with an orderly end, as far as it has got. */
  settle(nowMs: number): void {
    const { sending, receiving } = this.#machine;
    const hasPeerEnded = this.end.peerHasEnded && receiving.waiting === 0;
    if (hasPeerEnded) this.end.startClosing(nowMs);
    if (this.end.state !== 'closing' || !sending.isEmpty) return;
    if (!this.#notes.isUnderstood || hasPeerEnded) this.finish('ended', undefined, nowMs);
    else if (this.end.takeTell(nowMs)) this.#tell('end');
  }

  /** End on this side, and tell the peer. */
  finish(farewell: Farewell, error: Error | undefined, nowMs: number): void {
    this.end.linger(farewell, error, nowMs);
    this.#machine.sending.clear();
    this.#machine.receiving.close();
    this.#sayFarewell();
    this.#machine.trim();
  }

  #helloMs(): number {
    return this.#hello?.dueMs ?? Infinity;
  }

  /** Each answers the other, until who has dialled is welcome. */
  #onHello(): void {
    this.#tell(this.#isDialled || !this.#notes.hasProof ? 'hello' : 'welcome');
  }

  #onPeerEnd(kind: 'end' | 'ended'): void {
    this.end.onPeerEnd();
    if (kind === 'ended' && this.end.state === 'closing') this.#agree(undefined);
  }

  /** Both know of the end; the peer need not linger once it has heard so. */
  #agree(error: Error | undefined): void {
    this.end.leave(error);
    this.#machine.tell(this.#notes.write('ended'));
    this.#host.flushNow();
  }

  /** With acknowledgements, if the end is orderly, for a peer that has missed them. */
  #sayFarewell(): void {
    const machine = this.#machine;
    const { farewell } = this.end;
    if (farewell === 'abort') machine.acks.clear();
    if (this.#notes.isUnderstood) machine.tell(this.#notes.write(farewell));
    this.#host.flushNow();
  }

  #tell(kind: NoteKind): void {
    this.#machine.tell(this.#notes.write(kind));
    this.#host.flushSoon();
  }
}

const FIRST_HELLO_WAIT_MS = 100;
const MAX_HELLO_WAIT_MS = 1000;
const MAX_HELLOS = 6;
