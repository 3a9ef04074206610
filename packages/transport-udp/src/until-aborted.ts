import { deferred } from './deferred.ts';
import { onAbort } from '@net/core/extend';

/** What `promise` comes to, or a rejection with the reason of `signal` if that is aborted before. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = deferred<never>();
  const unwatch = onAbort(signal, aborted.reject);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    unwatch();
  }
}
