import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** Look every millisecond whether `isTrue`; in vain for `timeoutMs`, fail with `what`. */
export async function waitUntil(
  what: string,
  isTrue: () => boolean,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await sleep(1);
  }
}

/** Wait for `promise`, whatever it resolves to; in vain for `timeoutMs`, fail with `what`. */
export async function waitFor(
  what: string,
  promise: PromiseLike<unknown>,
  timeoutMs: number,
): Promise<void> {
  let isSettled = false;
  const settle = (): void => {
    isSettled = true;
  };
  promise.then(settle, settle);
  await waitUntil(what, () => isSettled, timeoutMs);
  await promise;
}

/** A few turns of the event loop: enough for what is late by one or two. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}

/** What `promise` rejects with; fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection, but the promise was fulfilled');
}

const TURNS = 5;
