import type { Transport } from '@net/core';
import { kcp } from '@net/transport-kcp';
import { tcp } from '@net/transport-tcp';
import { udp } from '@net/transport-udp';
import { ws } from '@net/transport-ws';

/**
 * All transports, with room for as many sessions from one address, and opened as fast, as the
 * limits of the sessions themselves allow; nothing is sent to keep idle ones over UDP alive.
 */
export function idleTransports(batch: boolean): readonly Transport[] {
  const unbounded = {
    maxSessions: false,
    maxSessionsPerAddress: false,
    newSessionsPerSecond: false,
    newSessionsPerAddress: false,
  } as const;
  return [
    tcp(),
    ws({ batch }),
    udp({ ...unbounded, idleTimeoutMs: longMs, keepAliveMs: false }),
    kcp({ ...unbounded, maxHalfOpen: false, idleTimeoutMs: longMs, stallTimeoutMs: longMs }),
  ];
}

const longMs = 30 * 60_000;
