import { NetError } from '@net/core';
import { isAbout, Kind, kindOf, type SessionId } from './datagram.ts';
import { Liveness, type LivenessRules, type Quiet } from './liveness.ts';
import type { UdpStats } from './stats.ts';

/** A session that was dialled. */
export interface DialledSession extends SessionId, Quiet {
  readonly remote: string;
  readonly address: string;
  readonly port: number;
  /** Take a datagram about this session. Of a plain session, every one is `Data`. */
  receive(kind: Kind, datagram: Uint8Array): void;
  /** Ask the peer whether it is there. */
  ping(): void;
  abort(reason: Error): void;
}

/** Takes what the socket of one dialled session receives, and sees that its peer lives. Pure. */
export class DialledPeer {
  readonly #session: DialledSession;
  readonly #rules: LivenessRules;
  readonly #liveness: Liveness;
  readonly #stats: UdpStats;

  constructor(session: DialledSession, rules: LivenessRules, stats: UdpStats) {
    this.#session = session;
    this.#rules = rules;
    this.#liveness = new Liveness(session, rules);
    this.#stats = stats;
  }

  /** A datagram, owned from now on. */
  onDatagram(datagram: Uint8Array, address: string, port: number): void {
    const session = this.#session;
    const kind = this.#rules.isPlain ? Kind.Data : kindOf(datagram);
    if (kind === undefined) {
      this.#stats.malformed += 1;
    } else if (!this.#isFromPeer(datagram, address, port)) {
      this.#stats.unknownSession += 1;
    } else {
      session.ticksSinceHeard = 0;
      session.receive(kind, datagram);
    }
  }

  /** The system said that nobody is there. A plain peer has no other way to say whether it is. */
  onSocketError(error: Error): void {
    if (!this.#rules.isPlain) return this.#liveness.suspect();
    this.#lose(`nobody listens at ${this.#session.remote} any more`, error);
  }

  /** A tick has passed. */
  onTick(): void {
    const verdict = this.#liveness.tick();
    if (verdict === 'ping') this.#session.ping();
    if (verdict !== 'expire') return;
    this.#lose(`${this.#session.remote} has been silent for too long`);
  }

  #isFromPeer(datagram: Uint8Array, address: string, port: number): boolean {
    if (port !== this.#session.port || address !== this.#session.address) return false;
    return this.#rules.isPlain || isAbout(datagram, this.#session);
  }

  #lose(text: string, cause?: Error): void {
    this.#session.abort(new NetError('CONNECTION_LOST', text, cause && { cause }));
  }
}
