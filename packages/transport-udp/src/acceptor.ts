import type { Clock } from '@net/core';
import { type Refusal, TokenBucket } from '@net/core/extend';
import { type Cookies } from './cookies.ts';
import {
  CloseCode,
  isAbout,
  Kind,
  kindOf,
  payloadOf,
  type SessionId,
  sessionIdOf,
  writeClose,
  writeDatagram,
} from './datagram.ts';
import type { Peer, PeerTable } from './peer-table.ts';
import type { UdpStats } from './stats.ts';

/** A session that an acceptor has made and feeds. */
export interface AcceptedPeer extends Peer {
  /** Now: the far end knows, or needs not know, that the session is open. */
  open(): void;
  /** Take a datagram about this session. Of a plain session, every one is `Data`. */
  receive(kind: Kind, datagram: Uint8Array): void;
  /** The far end has begun anew: end this session, and leave the table now. */
  replace(): void;
}

/** What an acceptor needs of its socket. */
export interface AcceptorOwner<P> {
  /** Send a datagram that belongs to no session, or starts one. */
  answer(datagram: Uint8Array, address: string, port: number): void;
  /** A session that is not open yet. */
  create(address: string, port: number, id: SessionId): P;
}

/** What an acceptor works with. */
export interface AcceptorParts<P extends AcceptedPeer> {
  readonly table: PeerTable<P>;
  readonly owner: AcceptorOwner<P>;
  readonly clock: Pick<Clock, 'now'>;
  readonly stats: UdpStats;
}

/**
 * Receives the datagrams of one listener. A peer costs no memory, and gets no more bytes than it has
 * sent, until it has shown by a cookie that it receives what is sent to its address. Pure but for
 * the clock it is given.
 */
export class Acceptor<P extends AcceptedPeer> {
  readonly #table: PeerTable<P>;
  readonly #cookies: Cookies;
  readonly #owner: AcceptorOwner<P>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #stats: UdpStats;
  readonly #challenges: TokenBucket;
  #isStopped = false;

  constructor({ table, owner, clock, stats }: AcceptorParts<P>, cookies: Cookies) {
    this.#table = table;
    this.#cookies = cookies;
    this.#owner = owner;
    this.#clock = clock;
    this.#stats = stats;
    this.#challenges = new TokenBucket(CHALLENGES_PER_SECOND, CHALLENGES_PER_SECOND, clock.now());
  }

  /** Open no more sessions; those that are open live on. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Take one datagram, owned from now on. */
  receive(datagram: Uint8Array, address: string, port: number): void {
    const kind = port === 0 ? undefined : kindOf(datagram);
    if (kind === undefined) this.#stats.malformed += 1;
    else if (kind === Kind.Hello) this.#challenge(datagram, address, port);
    else if (kind === Kind.Open) this.#open(datagram, address, port);
    else this.#feed(kind, datagram, this.#table.find(address, port));
  }

  #feed(kind: Kind, datagram: Uint8Array, peer: P | undefined): void {
    if (peer === undefined || !isAbout(datagram, peer)) {
      this.#stats.unknownSession += 1;
      return;
    }
    peer.ticksSinceHeard = 0;
    peer.receive(kind, datagram);
  }

  /** Keeps nothing, and answers with as many bytes as came, or fewer. */
  #challenge(hello: Uint8Array, address: string, port: number): void {
    const id = sessionIdOf(hello);
    const nowMs = this.#clock.now();
    const refusal = this.#challenges.has(1, nowMs) ? this.#standingRefusal() : 'too-fast';
    if (refusal !== undefined) return this.#refuse(id, address, port, refusal);
    this.#challenges.take(1, nowMs);
    const cookie = this.#cookies.issue({ ...id, address, port }, nowMs);
    this.#owner.answer(writeDatagram(Kind.Challenge, id, cookie), address, port);
  }

  #open(datagram: Uint8Array, address: string, port: number): void {
    const id = sessionIdOf(datagram);
    if (!this.#cookies.isValid(payloadOf(datagram), { ...id, address, port }, this.#clock.now())) {
      this.#stats.badCookie += 1;
      return;
    }
    const known = this.#table.find(address, port);
    if (known !== undefined && isAbout(datagram, known)) {
      known.ticksSinceHeard = 0;
      return this.#owner.answer(writeDatagram(Kind.Accept, id), address, port);
    }
    known?.replace();
    this.#admit(id, address, port);
  }

  #admit(id: SessionId, address: string, port: number): void {
    const refusal = this.#standingRefusal() ?? this.#table.admit(address, this.#clock.now());
    if (refusal !== undefined) return this.#refuse(id, address, port, refusal);
    const peer = this.#owner.create(address, port, id);
    this.#table.add(peer);
    this.#owner.answer(writeDatagram(Kind.Accept, id), address, port);
    peer.open();
  }

  /** Why nobody may open a session now. */
  #standingRefusal(): 'stopped' | 'full' | undefined {
    if (this.#isStopped) return 'stopped';
    return this.#table.isFull ? 'full' : undefined;
  }

  /** Who comes too fast is not told: it asks again by itself, a little later. */
  #refuse(id: SessionId, address: string, port: number, refusal: Refusal | 'stopped'): void {
    if (isTooFast(refusal)) {
      this.#stats.rateLimited += 1;
      return;
    }
    this.#stats.refused += 1;
    this.#owner.answer(writeClose(id, REFUSAL_CODES[refusal]), address, port);
  }
}

/** Whether a session was refused only for now: too many were new lately. */
export function isTooFast(
  refusal: Refusal | 'stopped',
): refusal is 'too-fast' | 'too-fast-for-address' {
  return refusal === 'too-fast' || refusal === 'too-fast-for-address';
}

/** An answer costs twice what a hello does: a flood of them leaves time for those who have a session. */
const CHALLENGES_PER_SECOND = 10_000;
const REFUSAL_CODES = {
  stopped: CloseCode.GoingAway,
  full: CloseCode.TooManySessions,
  'full-for-address': CloseCode.TooManySessionsPerAddress,
} as const;
