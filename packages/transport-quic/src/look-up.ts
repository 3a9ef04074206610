import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { onAbort } from '@net/core/extend';

/** The IP address of `host`. @throws Error of the system; the reason of `signal`. */
export async function lookUp(host: string, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  if (isIP(host) !== 0) return host;
  return new Promise((resolve, reject) => {
    const unwatch = onAbort(signal, reject);
    lookup(host)
      .then(({ address }) => resolve(address), reject)
      .finally(unwatch);
  });
}

/** Node's stable name for what `error` is about. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}
