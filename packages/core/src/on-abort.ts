/**
 * Call `run` with the signal's reason when `signal` is aborted: at once if it has been.
 *
 * @returns what stops the watch. Call it when the wait is over, or a long-lived signal keeps `run`.
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
