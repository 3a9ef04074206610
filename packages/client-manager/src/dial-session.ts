import { connect, handshake, NetError, systemClock } from '@net/core';
import type { ClientOptions } from './client-options.ts';
import { dialSlots } from './dial-slots.ts';
import type { Dialled } from './redialler.ts';
import { beat } from './request-heartbeat.ts';

/**
 * Open one session that is ready to be used: the peer is known, and the user's own handshake is done.
 *
 * @throws NetError what `connect` throws; `CONNECT_TIMEOUT`; what `onConnect` throws.
 */
export async function dialSession(
  address: string,
  options: ClientOptions,
  signal: AbortSignal,
): Promise<Dialled> {
  const { clock = systemClock, connectTimeoutMs = 10_000 } = options;
  return dialSlots.run(async () => {
    const limit = new AbortController();
    const late = new NetError('CONNECT_TIMEOUT', `not ready within ${connectTimeoutMs} ms`);
    const stop = clock.after(connectTimeoutMs, () => limit.abort(late));
    try {
      return await open(address, options, AbortSignal.any([signal, limit.signal]));
    } finally {
      stop();
    }
  }, signal);
}

async function open(
  address: string,
  options: ClientOptions,
  signal: AbortSignal,
): Promise<Dialled> {
  const { onConnect, heartbeat, clock = systemClock } = options;
  let leave!: (reason: NetError) => void;
  const leaving = new Promise<NetError>((resolve) => (leave = resolve));
  const session = await connect(address, { ...options, signal, control: hello(options, leave) });
  try {
    if (onConnect !== undefined) await untilAborted(onConnect(session), signal);
  } catch (error) {
    session.abort();
    throw error;
  }
  if (heartbeat !== undefined) beat(session, heartbeat, clock);
  return { session, leaving };
}

function hello(
  { handshake: wanted, protocol }: ClientOptions,
  onGoAway: (reason: NetError) => void,
): ReturnType<typeof handshake> | undefined {
  if (wanted === false) return undefined;
  if (wanted === undefined && !protocol.packets.features.control) return undefined;
  return handshake({ ...wanted, onGoAway });
}

async function untilAborted(work: unknown, signal: AbortSignal): Promise<void> {
  let onAbort!: () => void;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
  });
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([work, aborted]);
  } finally {
    // A signal made of others lives for as long as somebody listens to it.
    signal.removeEventListener('abort', onAbort);
  }
}
