import type { Hello } from './hello.ts';
import type { Limits } from './limits.ts';
import type { Session } from './session.ts';

/**
 * Says who a peer is that has said hello. Return nothing to refuse it: it is told `AUTH_FAILED` and
 * no more. A NetError that has a close code reaches the peer as such; whatever else is thrown is
 * `INTERNAL_ERROR`, after which the peer may try again. Called anew when it renews its credentials.
 */
export type Authenticate = (
  hello: Hello,
  session: Session,
) => Grant | undefined | Promise<Grant | undefined>;

/** What a peer has proved, and what it may do. */
export interface Grant {
  /** Who it is. `server.identity(id)` finds its sessions. */
  readonly identity: string;
  /** Groups of the server that its session joins. */
  readonly groups?: readonly string[] | undefined;
  /** End older sessions of the same identity with `SESSION_REPLACED`. No by default. */
  readonly replaces?: boolean | undefined;
  /** How long the proof holds: the session ends with `AUTH_EXPIRED` unless it is renewed. For ever by default. */
  readonly expiresInMs?: number | undefined;
  /** Rates for this session instead of the server's. */
  readonly limits?: Partial<Pick<Limits, 'maxFramesPerSecond' | 'maxBytesPerSecond'>> | undefined;
}
