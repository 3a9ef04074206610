import { isIPv6 } from 'node:net';

/** Where a proxy sends what it gets: on this machine only. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
  /** The same address with another port: the scheme and whatever follows the port are kept. */
  addressAt(port: number): string;
}

/**
 * `kcp://127.0.0.1:9000`, or `ws://[::1]:9000/path`: any address of this machine with a port.
 *
 * @throws TypeError for another.
 */
export function parseTarget(address: string): ProxyTarget {
  const parts = /^([a-z][a-z0-9+.-]*:\/\/)(127(?:\.\d{1,3}){3}|\[::1\]):(\d{1,5})(\/.*)?$/.exec(
    address,
  );
  const [, scheme, host, port, path = ''] = parts ?? [];
  if (scheme === undefined || host === undefined || Number(port) > 65_535) {
    const given = JSON.stringify(address.slice(0, 200));
    throw new TypeError(`a proxy's target is scheme://127.0.0.1:port or [::1], got ${given}`);
  }
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port),
    addressAt: (other) => `${scheme}${host}:${other}${path}`,
  };
}

/** Node's name for datagram sockets that reach `host`. */
export function datagramTypeOf(host: string): 'udp4' | 'udp6' {
  return isIPv6(host) ? 'udp6' : 'udp4';
}
