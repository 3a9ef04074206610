import { NetError } from '@net/core';
import { parseAddress, schemeOf } from '@net/core/extend';
import { parseUnixPath } from './unix-path.ts';

/** An address taken apart. */
export type Endpoint =
  | { readonly scheme: 'tcp' | 'tls'; readonly host: string; readonly port: number }
  | { readonly scheme: 'unix'; readonly path: string };

/** `tls://[::1]:9000` → `{ scheme: 'tls', host: '::1', port: 9000 }`. @throws NetError `BAD_ADDRESS` */
export function parseEndpoint(address: string): Endpoint {
  const scheme = schemeOf(address);
  if (scheme === 'unix') return { scheme, path: parseUnixPath(address) };
  if (scheme === 'tcp' || scheme === 'tls') return { scheme, ...parseAddress(address, scheme) };
  throw new NetError('BAD_ADDRESS', `expected tcp://, tls:// or unix://, got ${scheme}://`);
}
