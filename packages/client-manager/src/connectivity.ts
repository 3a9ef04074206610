/** What tells whether this machine has a network: a browser's window. */
export interface NetworkEvents {
  readonly navigator?: { readonly onLine?: boolean } | undefined;
  addEventListener(type: 'online', listener: () => void): void;
  removeEventListener(type: 'online', listener: () => void): void;
}

/** Resolves once there is a network, as far as the platform can tell. @throws the signal's reason */
export function online(events: NetworkEvents | undefined, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  if (events?.navigator?.onLine !== false) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const done = (): void => {
      events.removeEventListener('online', onOnline);
      signal.removeEventListener('abort', onAbort);
    };
    const onOnline = (): void => {
      done();
      resolve();
    };
    const onAbort = (): void => {
      done();
      reject(signal.reason);
    };
    events.addEventListener('online', onOnline);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** The platform's own; servers have none. */
export const platformNetwork: NetworkEvents | undefined =
  typeof Reflect.get(globalThis, 'addEventListener') === 'function'
    ? // A window, or a worker of one: both have what is used of it.
      (globalThis as unknown as NetworkEvents)
    : undefined;
