import type { OpenConnection } from '@net/core';
import { listenError, parseAddress } from '@net/core/extend';
import { KcpListener } from './kcp-listener.ts';
import type { LinkWarning } from './link-warning.ts';
import type { Settings } from './options.ts';
import { bindUdp, udpOptions } from './udp-port.ts';

/**
 * Accept sessions at `address`.
 *
 * @throws NetError `BAD_ADDRESS`, `ADDRESS_IN_USE`, `LISTEN_FAILED`; the reason of `signal` when it
 * is aborted. No port is left open then.
 */
export async function listen(
  address: string,
  settings: Settings,
  open: OpenConnection,
  warning: LinkWarning,
  signal: AbortSignal | undefined,
): Promise<KcpListener> {
  const { host, port } = parseAddress(address, 'kcp');
  signal?.throwIfAborted();
  try {
    const bound = await bindUdp(host, port, udpOptions(settings, signal));
    return new KcpListener(settings, bound, open, warning);
  } catch (error) {
    signal?.throwIfAborted();
    throw listenError(address, error);
  }
}
