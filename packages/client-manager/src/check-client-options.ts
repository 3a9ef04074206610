import { checkAboveZero, checkTime } from './check-number.ts';
import type { ClientOptions } from './client-options.ts';

/** Refuses what is wrong in itself, before anything is dialled. @throws TypeError that says which */
export function checkClientOptions(options: ClientOptions): void {
  const { connectTimeoutMs, heartbeat, reconnect, queue } = options;
  if (connectTimeoutMs !== undefined) checkTime('connectTimeoutMs', connectTimeoutMs, 1);
  if (heartbeat !== undefined) checkTime('heartbeat.intervalMs', heartbeat.intervalMs ?? 1, 1);
  checkEach('reconnect', reconnect);
  checkEach('queue', queue);
}

function checkEach(name: string, bounds: object = {}): void {
  for (const [bound, value] of Object.entries(bounds)) {
    if (value !== undefined) checkAboveZero(`${name}.${bound}`, value);
  }
}
