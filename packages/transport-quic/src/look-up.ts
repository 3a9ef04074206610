import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { abortable } from '@net/core/extend';

/** The IP address of `host`. @throws Error of the system; the reason of `signal`. */
export async function lookUp(host: string, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  if (isIP(host) !== 0) return host;
  const { address } = await abortable(lookup(host), signal);
  return address;
}
