import { NetError, type OpenConnection } from '@net/core';
import { parseAddress } from '@net/core/extend';
import { KcpListener } from './kcp-listener.ts';
import type { LinkWarning } from './link-warning.ts';
import type { Settings } from './options.ts';
import { bindUdp, codeOf, udpOptions } from './udp-port.ts';

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

function listenError(address: string, cause: unknown): NetError {
  const code = codeOf(cause);
  if (code === 'EADDRINUSE') {
    const advice = 'end the program that listens there, or choose another address';
    return new NetError('ADDRESS_IN_USE', `${address} is in use: ${advice}`, { cause });
  }
  const advice = ADVICE.get(code);
  const why = advice === undefined ? code : `${code}, ${advice}`;
  return new NetError('LISTEN_FAILED', `cannot listen at ${address}: ${why}`, { cause });
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user may not: choose a port from 1024 up'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'the host name is unknown'],
]);
