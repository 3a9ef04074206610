/** What a look at a connection says: nothing to do, ask for a sign of life, or give it up. */
export type Pulse = 'alive' | 'ping' | 'dead';

/**
 * Tells a silent peer from a live one, by looks at the number of bytes received; pure.
 *
 * It counts looks and not time: after a stall of this process the next look comes only when what
 * had arrived meanwhile could be read, so a stall makes nobody look dead.
 */
export class Heartbeat {
  #bytesRead = 0;
  #silentLooks = 0;

  /**
   * Look once.
   *
   * @param isReading while this end does not read, silence says nothing of the peer.
   */
  look(bytesRead: number, isReading: boolean): Pulse {
    if (bytesRead !== this.#bytesRead || !isReading) {
      this.#bytesRead = bytesRead;
      this.#silentLooks = 0;
      return 'alive';
    }
    this.#silentLooks += 1;
    if (this.#silentLooks > 2 * LOOKS_PER_INTERVAL) return 'dead';
    return this.#silentLooks === LOOKS_PER_INTERVAL ? 'ping' : 'alive';
  }
}

/** Looks in one heartbeat interval: after one a silent peer is asked, after two it is dead. */
export const LOOKS_PER_INTERVAL = 4;
