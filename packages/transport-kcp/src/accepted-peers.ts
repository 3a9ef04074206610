import type { OpenConnection } from '@net/core';
import { Admission } from './admission.ts';
import { type ConnectionStart, createConnection } from './create-connection.ts';
import type { DatagramPort, PeerAddress } from './datagram-port.ts';
import type { ConnectionHost, KcpConnection } from './kcp-connection.ts';
import type { LinkWarning } from './link-warning.ts';
import type { Settings } from './options.ts';
import { PeerTable } from './peer-table.ts';
import { Scheduler } from './scheduler.ts';
import { Tombstones } from './tombstones.ts';

/** A session that a peer has opened: at most one for each address and port. */
export interface AcceptedPeer {
  readonly peer: PeerAddress;
  readonly connection: KcpConnection;
  /** What the session began with. */
  readonly start: ConnectionStart;
}

/** What `AcceptedPeers` works with. */
export interface AcceptedPeersContext {
  readonly settings: Settings;
  readonly port: DatagramPort;
  readonly open: OpenConnection;
  readonly warning: LinkWarning;
  /** A session is closed for its user, or nothing more comes of it. */
  onChange(): void;
}

/** The sessions that were opened at one port, within the bounds of its settings. */
export class AcceptedPeers {
  readonly #context: AcceptedPeersContext;
  readonly #scheduler: Scheduler;
  readonly #admission: Admission;
  readonly #table = new PeerTable<AcceptedPeer>();
  readonly #tombstones = new Tombstones();
  #open = 0;

  constructor(context: AcceptedPeersContext) {
    const { clock, limits } = context.settings;
    this.#context = context;
    this.#scheduler = new Scheduler(clock);
    this.#admission = new Admission(limits, clock.now());
  }

  /** Sessions that are open for their users. */
  get open(): number {
    return this.#open;
  }

  /** Those, and others that may still have to answer their peers. */
  get size(): number {
    return this.#table.size;
  }

  /** The session of a peer. */
  get(peer: PeerAddress): AcceptedPeer | undefined {
    return this.#table.get(peer);
  }

  /**
   * Open a session for a peer that has none.
   *
   * @returns nothing when there are too many, or that very session has ended not long ago.
   */
  accept(start: ConnectionStart): AcceptedPeer | undefined {
    const { settings, port, open, warning } = this.#context;
    const { peer, conv } = start;
    const nowMs = settings.clock.now();
    const isHalfOpen = start.datagramToken === undefined;
    if (this.#tombstones.has(peer, conv, nowMs)) return undefined;
    if (!this.#admission.enter(peer.address, isHalfOpen, nowMs)) return undefined;
    const connection = createConnection(
      settings,
      start,
      port,
      new PeerHost(this, peer, isHalfOpen),
    );
    const accepted = { peer, connection, start };
    this.#table.set(peer, accepted);
    this.#open += 1;
    warning.check(peer.address);
    connection.open(open);
    this.#scheduler.touch(connection);
    return accepted;
  }

  /** Forget what is closed already, though its peer may not know. */
  forgetLingering(): void {
    const peers = Array.from(this.#table.values());
    for (const { connection } of peers) connection.leave();
  }

  /** The time. */
  now(): number {
    return this.#context.settings.clock.now();
  }

  /** Call `run` once this turn is over. */
  later(run: () => void): void {
    this.#context.settings.clock.nextTurn(run);
  }

  /** Look again at what `connection` wants. */
  touch(connection: KcpConnection): void {
    this.#scheduler.touch(connection);
  }

  /** A half-open session has been proven, or leaves. */
  leaveHalfOpen(): void {
    this.#admission.leaveHalfOpen();
  }

  /** A session is closed for its user. */
  onClosed(): void {
    this.#open -= 1;
    this.#context.onChange();
  }

  /** Nothing more comes of the session of `peer`. */
  forget(peer: PeerAddress, connection: KcpConnection): void {
    this.#scheduler.remove(connection);
    this.#admission.leave(peer.address);
    this.#tombstones.add(peer, connection.session.conv, this.#context.settings.clock.now());
    this.#table.delete(peer);
    this.#context.onChange();
  }
}

/** What one session may ask of them all. */
class PeerHost implements ConnectionHost {
  readonly #peers: AcceptedPeers;
  readonly #peer: PeerAddress;
  #isHalfOpen: boolean;

  constructor(peers: AcceptedPeers, peer: PeerAddress, isHalfOpen: boolean) {
    this.#peers = peers;
    this.#peer = peer;
    this.#isHalfOpen = isHalfOpen;
  }

  now(): number {
    return this.#peers.now();
  }

  later(run: () => void): void {
    this.#peers.later(run);
  }

  touch(connection: KcpConnection): void {
    if (this.#isHalfOpen && connection.session.isPeerProven) this.#leaveHalfOpen();
    this.#peers.touch(connection);
  }

  onClosed(): void {
    this.#peers.onClosed();
  }

  onOver(connection: KcpConnection): void {
    if (this.#isHalfOpen) this.#leaveHalfOpen();
    this.#peers.forget(this.#peer, connection);
  }

  #leaveHalfOpen(): void {
    this.#isHalfOpen = false;
    this.#peers.leaveHalfOpen();
  }
}
