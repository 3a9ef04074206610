import type { Socket } from 'node:net';

/**
 * Have the system probe the peer of `socket` when it has been silent for between half of
 * `keepAliveMs` and the whole; never for `false`.
 *
 * Those who came together must not be probed together, nor all of them too often: Linux fires such
 * timers in batches, drops what its queue of 1,000 packets cannot take, and after ten tries takes
 * those for dead whom it could not ask. Of 50,000 living peers on one machine, probed after 30
 * seconds each, that cost thousands; spread over one to two minutes, none.
 */
export function keepAlive(socket: Socket, keepAliveMs: number | false): void {
  if (keepAliveMs === false) return;
  const spreadMs = (keepAliveMs * (1 + Math.random())) / 2;
  socket.setKeepAlive(true, Math.max(LEAST_MS, spreadMs));
}

/** The system counts in whole seconds. */
const LEAST_MS = 1000;
