/** Datagrams that were dropped, by reason, since the transport was made. Only ever counts up. */
export interface UdpStats {
  /** Received: not laid out as this package lays datagrams out, or without a port to answer to. */
  malformed: number;
  /** Received: over `maxReceiveBytes`. */
  oversized: number;
  /** Received: about a session that is not open, or from another address than its peer's. */
  unknownSession: number;
  /** Received: tried to open a session with a cookie that is forged or too old. */
  badCookie: number;
  /** Received: would have opened a session when there were too many. */
  refused: number;
  /** Received: would have opened a session when too many were new. */
  rateLimited: number;
  /** Sent in vain: the system said no, or that nobody listens there. One in 64 is asked about. */
  sendFailed: number;
  /** Not sent: too much waited for the system already. */
  sendOverflow: number;
}

/** All zero. */
export function newStats(): UdpStats {
  return {
    malformed: 0,
    oversized: 0,
    unknownSession: 0,
    badCookie: 0,
    refused: 0,
    rateLimited: 0,
    sendFailed: 0,
    sendOverflow: 0,
  };
}
