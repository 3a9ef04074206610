import type { OpenConnection } from '@net/core';
import { Admission } from '@net/core/extend';
import {
  connectionContext,
  type ConnectionContext,
  type ConnectionStart,
  createConnection,
} from './create-connection.ts';
import type { DatagramPort, PeerAddress } from './datagram-port.ts';
import type { ConnectionHost, KcpConnection } from './kcp-connection.ts';
import type { LinkWarning } from './link-warning.ts';
import type { Settings } from './options.ts';
import { PeerTable } from './peer-table.ts';
import { Scheduler } from './scheduler.ts';
import { Tombstones } from './tombstones.ts';

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
  readonly #connectionContext: ConnectionContext;
  readonly #scheduler: Scheduler;
  readonly #admission: Admission;
  readonly #table = new PeerTable<AcceptedPeer>();
  readonly #tombstones = new Tombstones();
  #open = 0;
  #halfOpen = 0;

  constructor(context: AcceptedPeersContext) {
    const { settings, port } = context;
    const { clock, bounds } = settings;
    this.#context = context;
    this.#connectionContext = connectionContext(settings, port);
    this.#scheduler = new Scheduler(clock);
    this.#admission = new Admission(bounds, clock.now());
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
    const { settings, open, warning } = this.#context;
    const { peer, conv, datagramToken } = start;
    const nowMs = settings.clock.now();
    const isHalfOpen = datagramToken === undefined;
    if (this.#tombstones.has(peer, conv, nowMs)) return undefined;
    if (isHalfOpen && this.#halfOpen >= settings.bounds.maxHalfOpen) return undefined;
    if (this.#admission.enter(peer.address, nowMs) !== undefined) return undefined;
    const accepted = new AcceptedPeer(this, start, this.#connectionContext);
    const { connection } = accepted;
    this.#table.set(accepted, accepted);
    this.#open += 1;
    if (isHalfOpen) this.#halfOpen += 1;
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
    this.#halfOpen -= 1;
  }

  /** A session is closed for its user. */
  onClosed(): void {
    this.#open -= 1;
    this.#context.onChange();
  }

  /** Nothing more comes of the session of `peer`. */
  forget(peer: AcceptedPeer): void {
    const { connection } = peer;
    this.#scheduler.remove(connection);
    this.#admission.leave(peer.address);
    this.#tombstones.add(peer, connection.session.conv, this.#context.settings.clock.now());
    this.#table.delete(peer);
    this.#context.onChange();
  }
}

/**
 * A session that a peer has opened: at most one for each address and port. To its connection it is
 * the endpoint, which knows what one session may ask of them all.
 */
export class AcceptedPeer implements ConnectionHost, PeerAddress {
  readonly address: string;
  readonly port: number;
  /** What each datagram of it begins with, with `security: 'token'`. */
  readonly datagramToken: Uint8Array | undefined;
  readonly connection: KcpConnection;
  readonly #peers: AcceptedPeers;
  #isHalfOpen: boolean;

  constructor(peers: AcceptedPeers, start: ConnectionStart, context: ConnectionContext) {
    this.address = start.peer.address;
    this.port = start.peer.port;
    this.datagramToken = start.datagramToken;
    this.#peers = peers;
    this.#isHalfOpen = start.datagramToken === undefined;
    this.connection = createConnection(context, { ...start, peer: this }, this);
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

  onOver(): void {
    if (this.#isHalfOpen) this.#leaveHalfOpen();
    this.#peers.forget(this);
  }

  #leaveHalfOpen(): void {
    this.#isHalfOpen = false;
    this.#peers.leaveHalfOpen();
  }
}
