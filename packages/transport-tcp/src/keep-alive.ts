import type { Socket } from 'node:net';

/**
 * Have the system probe the peer of `socket` when it has been silent for between half of
 * `keepAliveMs` and the whole; never for `false`.
 *
 * Those who came together must not be probed together: the system drops what it cannot queue, asks
 * all of them again in the same instant, and after ten seconds takes those it lost for dead. Of
 * 50,000 that came to one machine within seconds those were thousands. Its timers for more than 16
 * seconds go off every two seconds, so spreading those is of little use.
 */
export function keepAlive(socket: Socket, keepAliveMs: number | false): void {
  if (keepAliveMs === false) return;
  const spreadMs = (keepAliveMs * (1 + Math.random())) / 2;
  socket.setKeepAlive(true, Math.max(LEAST_MS, spreadMs));
}

/** The system counts in whole seconds. */
const LEAST_MS = 1000;
