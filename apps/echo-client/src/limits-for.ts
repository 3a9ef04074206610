import type { Limits } from '@net/core';

/** The user decides how much is in flight, and so how much may wait to be sent. */
export function limitsFor(options: {
  readonly concurrency: number;
  readonly body: number;
}): Partial<Limits> {
  const { concurrency, body } = options;
  return {
    maxPendingRequests: Math.max(1024, concurrency),
    maxWriteBuffer: Math.max(1024 * 1024, 2 * concurrency * (body + 64)),
  };
}
