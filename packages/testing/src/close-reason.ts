import { NetError } from '@net/core';

/** What `onClose` is given when the signal of `close` is aborted with `reason`. */
export function closeReason(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return new NetError('CANCELLED', 'closing was called off', { cause: reason });
}
