import type { Admission, Refusal } from '@net/core/extend';
import type { SessionId } from './datagram.ts';
import type { Quiet } from './liveness.ts';

/** What a table has to know of a peer. */
export interface Peer extends SessionId, Quiet {
  /** The IP address as text, the way the system writes it. */
  readonly address: string;
  readonly port: number;
}

/** The peers of one socket by their addresses: bounded, and without those that fell silent. Pure. */
export class PeerTable<P extends Peer> {
  readonly #admission: Admission;
  readonly #expiryTicks: number;
  readonly #peers = new Map<string, P>();
  /** The one found last, which is often the next to be looked for. */
  #last: P | undefined;

  /** @param expiryTicks whole ticks of silence after which a peer is given up. */
  constructor(admission: Admission, expiryTicks: number) {
    this.#admission = admission;
    this.#expiryTicks = expiryTicks;
  }

  get size(): number {
    return this.#peers.size;
  }

  /** Whether there is no room for any new peer. */
  get isFull(): boolean {
    return this.#admission.isFull;
  }

  /** The peer at this address. */
  find(address: string, port: number): P | undefined {
    const last = this.#last;
    if (last !== undefined && last.port === port && last.address === address) return last;
    const found = this.#peers.get(`${port} ${address}`);
    if (found !== undefined) this.#last = found;
    return found;
  }

  /** Make room for a peer at `address`, which must be added then. @returns why not, if not. */
  admit(address: string, nowMs: number): Refusal | undefined {
    return this.#admission.enter(address, nowMs);
  }

  /** Add a peer that was admitted, at an address where there is none. */
  add(peer: P): void {
    this.#peers.set(`${peer.port} ${peer.address}`, peer);
  }

  /** Forget a peer that was added, once. */
  delete(peer: P): void {
    this.#peers.delete(`${peer.port} ${peer.address}`);
    this.#admission.leave(peer.address);
    if (this.#last === peer) this.#last = undefined;
  }

  /** A tick has passed. @returns the peers that were silent for too long; they are still here. */
  tick(): P[] {
    const expired: P[] = [];
    for (const peer of this.#peers.values()) {
      peer.ticksSinceHeard += 1;
      if (peer.ticksSinceHeard > this.#expiryTicks) expired.push(peer);
    }
    return expired;
  }
}
