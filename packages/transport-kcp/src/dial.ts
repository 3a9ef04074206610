import { connectError, dialWithin, onAbort, parseAddress } from '@net/core/extend';
import type { DatagramPort, PeerAddress } from './datagram-port.ts';
import { DialledPeer } from './dialled-peer.ts';
import type { KcpConnection } from './kcp-connection.ts';
import type { LinkWarning } from './link-warning.ts';
import type { Settings } from './options.ts';
import { connectUdp, udpOptions } from './udp-port.ts';

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
  const { connectTimeoutMs: timeoutMs, clock } = settings;
  return dialWithin({ address, timeoutMs, signal, clock }, async (given) => {
    try {
      const udp = await connectUdp(host, port, udpOptions(settings, given));
      warning.check(udp.peer.address);
      return await establish(udp.port, udp.peer, settings, given);
    } catch (error) {
      throw connectError(address, error);
    }
  });
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
