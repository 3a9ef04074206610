import { Admission, type AdmissionBounds } from '@net/core/extend';
import { VirtualClock } from '@net/testing';
import { type AcceptedPeer, Acceptor, type AcceptorOwner } from '../../src/acceptor.ts';
import { Cookies } from '../../src/cookies.ts';
import { Kind, payloadOf, type SessionId, writeDatagram, writeHello } from '../../src/datagram.ts';
import { PeerTable } from '../../src/peer-table.ts';
import { PlainAcceptor } from '../../src/plain-acceptor.ts';
import { newStats } from '../../src/stats.ts';
import { hex } from './hex.ts';

/** An acceptor without a socket: records what it answers, and what its sessions receive. */
export class Reception implements AcceptorOwner<RecordingPeer> {
  readonly clock = new VirtualClock();
  readonly stats = newStats();
  readonly admission: Admission;
  readonly table: PeerTable<RecordingPeer>;
  /** In hex; only the last 1,000. */
  readonly answers: string[] = [];
  answeredBytes = 0;
  answerCount = 0;
  /** All sessions there ever were. */
  readonly sessions: RecordingPeer[] = [];

  constructor(bounds: Partial<AdmissionBounds> = {}, expiryTicks = 4) {
    this.admission = new Admission({ ...UNBOUNDED, ...bounds }, this.clock.now());
    this.table = new PeerTable(this.admission, expiryTicks);
  }

  acceptor(): Acceptor<RecordingPeer> {
    const { table, clock, stats } = this;
    return new Acceptor({ table, owner: this, clock, stats }, new Cookies());
  }

  plainAcceptor(): PlainAcceptor<RecordingPeer> {
    const { table, clock, stats } = this;
    return new PlainAcceptor({ table, owner: this, clock, stats });
  }

  /** The last answer, as bytes. */
  get lastAnswer(): Uint8Array {
    return new Uint8Array(Buffer.from(this.answers.at(-1) ?? '', 'hex'));
  }

  answer(datagram: Uint8Array): void {
    this.answerCount += 1;
    this.answeredBytes += datagram.length;
    this.answers.push(hex(datagram));
    if (this.answers.length > 1000) this.answers.shift();
  }

  create(address: string, port: number, id: SessionId): RecordingPeer {
    const peer = new RecordingPeer(this.table, address, port, id);
    this.sessions.push(peer);
    return peer;
  }

  /** Shake hands as a dialler at this address would. @returns whether a session was opened. */
  open(
    acceptor: Acceptor<RecordingPeer>,
    address: string,
    port: number,
    id: SessionId = ID,
  ): boolean {
    const before = this.sessions.length;
    acceptor.receive(writeHello(id), address, port);
    acceptor.receive(writeDatagram(Kind.Open, id, payloadOf(this.lastAnswer)), address, port);
    return this.sessions.length > before;
  }
}

/** A session that keeps what it receives. */
export class RecordingPeer implements AcceptedPeer {
  readonly address: string;
  readonly port: number;
  readonly idHigh: number;
  readonly idLow: number;
  ticksSinceHeard = 0;
  ticksSinceSent = 0;
  isOpen = false;
  isReplaced = false;
  /** `kind:datagram`, both in hex. */
  readonly received: string[] = [];
  readonly #table: PeerTable<RecordingPeer>;

  constructor(table: PeerTable<RecordingPeer>, address: string, port: number, id: SessionId) {
    this.#table = table;
    this.address = address;
    this.port = port;
    this.idHigh = id.idHigh;
    this.idLow = id.idLow;
  }

  open(): void {
    this.isOpen = true;
  }

  receive(kind: Kind, datagram: Uint8Array): void {
    this.received.push(`${kind.toString(16)}:${hex(datagram)}`);
  }

  replace(): void {
    this.isReplaced = true;
    this.#table.delete(this);
  }
}

/** The session `0102030405060708`. */
export const ID: SessionId = { idHigh: 0x01020304, idLow: 0x05060708 };
const UNBOUNDED: AdmissionBounds = {
  maxSessions: Infinity,
  maxSessionsPerAddress: Infinity,
  newSessionsPerSecond: Infinity,
  newSessionsPerAddress: Infinity,
};
