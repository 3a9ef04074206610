import type { Clock } from '@net/core';
import {
  type AcceptedPeer,
  type AcceptorOwner,
  type AcceptorParts,
  isTooFast,
} from './acceptor.ts';
import { Kind } from './datagram.ts';
import type { PeerTable } from './peer-table.ts';
import type { UdpStats } from './stats.ts';

/**
 * Receives the datagrams of one listener whose peers know no handshake: each is one packet, and the
 * first one from an address opens a session. Sender addresses can be forged, so that all that bounds
 * the sessions are the limits. Pure but for the clock it is
 * given.
 */
export class PlainAcceptor<P extends AcceptedPeer> {
  readonly #table: PeerTable<P>;
  readonly #owner: AcceptorOwner<P>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #stats: UdpStats;
  #isStopped = false;

  constructor({ table, owner, clock, stats }: AcceptorParts<P>) {
    this.#table = table;
    this.#owner = owner;
    this.#clock = clock;
    this.#stats = stats;
  }

  /** Open no more sessions; those that are open live on. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Take one datagram, owned from now on. */
  receive(datagram: Uint8Array, address: string, port: number): void {
    const peer = this.#table.find(address, port) ?? this.#create(address, port);
    if (peer === undefined) return;
    peer.ticksSinceHeard = 0;
    peer.receive(Kind.Data, datagram);
  }

  #create(address: string, port: number): P | undefined {
    if (port === 0) this.#stats.malformed += 1;
    else if (this.#mayEnter(address)) return this.#add(address, port);
    return undefined;
  }

  #mayEnter(address: string): boolean {
    const refusal = this.#isStopped ? 'stopped' : this.#table.admit(address, this.#clock.now());
    if (refusal === undefined) return true;
    if (isTooFast(refusal)) this.#stats.rateLimited += 1;
    else this.#stats.refused += 1;
    return false;
  }

  #add(address: string, port: number): P {
    const peer = this.#owner.create(address, port, NO_ID);
    this.#table.add(peer);
    peer.open();
    return peer;
  }
}

const NO_ID = { idHigh: 0, idLow: 0 };
