import type { Session } from '../src/session.ts';

/** A session that nothing happens to, for what only passes sessions on. */
export function standInSession(id = 'stand-in'): Session {
  const done = Promise.resolve();
  return {
    id,
    local: 'test://here',
    remote: 'test://there',
    identity: undefined,
    parent: undefined,
    openChannel: () => standInSession(`${id}.1`),
    roundTripMs: undefined,
    pendingRequests: 0,
    closed: new Promise(() => {}),
    send: () => true,
    request: () => Promise.reject(new Error('a stand-in has no peer')),
    drained: () => done,
    close: () => done,
    abort: () => {},
    [Symbol.asyncDispose]: () => done,
  };
}
