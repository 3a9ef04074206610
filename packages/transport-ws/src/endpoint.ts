import { NetError } from '@net/core';
import { formatAddress } from '@net/core/extend';

/** An address taken apart. */
export interface Endpoint {
  readonly scheme: 'ws' | 'wss';
  readonly host: string;
  /** 80 or 443 where the address has none. */
  readonly port: number;
  /** Percent-encoded, and at least `/`. */
  readonly path: string;
  /** The query with its question mark, or nothing. */
  readonly query: string;
}

/**
 * `wss://[::1]:9000/center/ws` → `{ scheme: 'wss', host: '::1', port: 9000, path: '/center/ws' … }`.
 *
 * @throws NetError `BAD_ADDRESS`
 */
export function parseEndpoint(address: string): Endpoint {
  const scheme = /^(wss?):\/\/[^/\\]/.exec(address)?.[1];
  const url = scheme !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  const isPlain = !/[\s#]/.test(address) && url?.username === '' && url.password === '';
  if ((scheme !== 'ws' && scheme !== 'wss') || url === undefined || !isPlain) {
    const got = JSON.stringify(address.slice(0, 200));
    throw new NetError('BAD_ADDRESS', `expected ws:// or wss://host:port/path, got ${got}`);
  }
  return {
    scheme,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORTS[scheme] : Number(url.port),
    path: url.pathname,
    query: url.search,
  };
}

/** The inverse of `parseEndpoint`, always with a port, and without a path that is only `/`. */
export function formatEndpoint({ scheme, host, port, path, query }: Endpoint): string {
  const target = path === '/' && query === '' ? '' : path + query;
  return formatAddress(scheme, { host, port }) + target;
}

const DEFAULT_PORTS = { ws: 80, wss: 443 } as const;
