import type { Session } from './session.ts';

/** Where handlers keep something about a session. It goes when the session does. */
export interface SessionKey<T> {
  get(session: Session): T | undefined;
  set(session: Session, value: T): unknown;
  has(session: Session): boolean;
  delete(session: Session): boolean;
}

/** A place for one value per session: `const user = sessionKey<User>()`. */
export function sessionKey<T>(): SessionKey<T> {
  return new WeakMap<Session, T>();
}
