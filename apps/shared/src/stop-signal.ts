/** SIGINT or SIGTERM asked the program to end. */
export class Stopped extends Error {
  override readonly name: string = 'Stopped';
  /** What a shell sees of a program that this signal ended: 128 and the signal's number. */
  readonly exitCode: 130 | 143;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`);
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/**
 * Aborts with `Stopped` at the first SIGINT or SIGTERM, which from now on do not end the process. A
 * second one does, at once, with 130 or 143.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (signal: 'SIGINT' | 'SIGTERM'): void => {
    const stopped = new Stopped(signal);
    if (controller.signal.aborted) process.exit(stopped.exitCode);
    controller.abort(stopped);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}
