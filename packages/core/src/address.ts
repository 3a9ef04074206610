import { NetError } from './errors.ts';

/** The parts of an address that name an endpoint. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `tcp://127.0.0.1:9000` → `tcp`. @throws NetError `BAD_ADDRESS` */
export function schemeOf(address: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(address)?.[1];
  if (scheme !== undefined) return scheme;
  throw new NetError(
    'BAD_ADDRESS',
    `expected scheme://host:port, such as tcp://127.0.0.1:9000, got ${quote(address)}`,
  );
}

/**
 * `tcp://[::1]:9000` → `{ host: '::1', port: 9000 }`.
 *
 * @throws NetError `BAD_ADDRESS` when host or port is missing, or something follows them.
 */
export function parseAddress(address: string, scheme: string): HostPort {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isPlain =
    !/[\s?#]/.test(address) && url?.pathname === '' && url.username === '' && url.password === '';
  if (url?.protocol !== `${scheme}:` || url.hostname === '' || url.port === '' || !isPlain) {
    throw new NetError('BAD_ADDRESS', `expected ${scheme}://host:port, got ${quote(address)}`);
  }
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) };
}

/** The inverse of `parseAddress`. */
export function formatAddress(scheme: string, { host, port }: HostPort): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
