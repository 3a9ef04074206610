import type { PeerAddress } from './datagram-port.ts';

/** Decides which datagrams open a session, and hands others to the session of their sender. */
export interface Gate {
  /**
   * Take a datagram, and own it.
   *
   * @param isAccepting whether new sessions may open.
   */
  onDatagram(bytes: Uint8Array, from: PeerAddress, isAccepting: boolean): void;
}
