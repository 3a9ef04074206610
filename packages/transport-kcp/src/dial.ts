import { NetError } from '@net/core';
import { onAbort, parseAddress } from '@net/core/extend';
import type { DatagramPort, PeerAddress } from './datagram-port.ts';
import { DialledPeer } from './dialled-peer.ts';
import type { KcpConnection } from './kcp-connection.ts';
import type { LinkWarning } from './link-warning.ts';
import type { Settings } from './options.ts';
import { codeOf, connectUdp, udpOptions } from './udp-port.ts';

/**
 * Open a session with who listens at `address`. Resolves when the peer has answered.
 *
 * @throws NetError `BAD_ADDRESS`, `CONNECTION_REFUSED`, `CONNECT_TIMEOUT`, `CONNECT_FAILED`; the
 * reason of `signal` when it is aborted. No session is left open then.
 */
export async function dial(
  address: string,
  settings: Settings,
  warning: LinkWarning,
  signal: AbortSignal | undefined,
): Promise<KcpConnection> {
  const { host, port } = parseAddress(address, 'kcp');
  signal?.throwIfAborted();
  const attempt = new AbortController();
  const unwatch = onAbort(signal, (reason) => attempt.abort(reason));
  const cancelTimer = settings.clock.after(settings.connectTimeoutMs, () =>
    attempt.abort(timeoutError(address, settings)),
  );
  try {
    const udp = await connectUdp(host, port, udpOptions(settings, attempt.signal));
    warning.check(udp.peer.address);
    return await establish(udp.port, udp.peer, settings, attempt.signal);
  } catch (error) {
    attempt.signal.throwIfAborted();
    throw connectError(address, error);
  } finally {
    cancelTimer();
    unwatch();
  }
}

/**
 * Wait for the first answer of the peer that `port` is connected to.
 *
 * @throws NetError `CONNECTION_REFUSED`; the reason of `signal`. The port is freed then.
 */
export async function establish(
  port: DatagramPort,
  peer: PeerAddress,
  settings: Settings,
  signal?: AbortSignal,
): Promise<KcpConnection> {
  const dialled = new DialledPeer(settings, port, peer);
  const unwatch = onAbort(signal, (reason) => dialled.fail(reason));
  dialled.start();
  try {
    return await dialled.established;
  } finally {
    unwatch();
  }
}

function timeoutError(address: string, { connectTimeoutMs }: Settings): NetError {
  return new NetError('CONNECT_TIMEOUT', `no answer from ${address} in ${connectTimeoutMs} ms`);
}

/** Why a dial failed, from whatever Node said. */
function connectError(address: string, cause: unknown): NetError {
  if (cause instanceof NetError) return cause;
  const code = codeOf(cause);
  if (code !== 'ECONNREFUSED') {
    return new NetError('CONNECT_FAILED', `cannot connect to ${address}: ${code}`, { cause });
  }
  return new NetError('CONNECTION_REFUSED', `nobody listens at ${address}`, { cause });
}
