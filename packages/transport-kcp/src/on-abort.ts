/**
 * Call `run` with the reason of `signal` when that is aborted; at once if it has been.
 *
 * @returns what stops the watch, to be called when the wait is over.
 */
export function onAbort(
  signal: AbortSignal | undefined,
  run: (reason: unknown) => void,
): () => void {
  if (signal === undefined) return () => {};
  const listener = (): void => run(signal.reason);
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
