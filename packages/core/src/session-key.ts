import type { Session } from './session.ts';

/** Where handlers keep something about a session. It goes when the session does. */
export interface SessionKey<T> {
  get(session: Session): T | undefined;
  set(session: Session, value: T): unknown;
  has(session: Session): boolean;
  delete(session: Session): boolean;
}

/** A place for one value per session, its channels included: `const user = sessionKey<User>()`. */
export function sessionKey<T>(): SessionKey<T> {
  const values = new WeakMap<Session, T>();
  return {
    get: (session) => values.get(rootOf(session)),
    set: (session, value) => values.set(rootOf(session), value),
    has: (session) => values.has(rootOf(session)),
    delete: (session) => values.delete(rootOf(session)),
  };
}

function rootOf(session: Session): Session {
  return session.parent ?? session;
}
