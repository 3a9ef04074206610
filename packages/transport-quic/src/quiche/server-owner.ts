import { NetError } from '@net/core';
import type { ListenEvents, OpenSession, SessionEnd, SessionHandler } from '../provider.ts';
import type { QuicheSession, SessionOwner } from './quiche-session.ts';
import { FORGOTTEN } from './session-state.ts';

/** What an endpoint does for the owners of its sessions. */
export type Registry = Pick<SessionOwner, 'onNewId' | 'onRetiredId' | 'onGone'> & {
  onEnded(session: QuicheSession): void;
};

/** Owns the sessions that a listener accepts, and cuts those that do not finish their handshake. */
export class ServerOwner implements SessionOwner {
  readonly #handshakeTimeoutMs: number;
  readonly #accept: OpenSession;
  readonly #events: ListenEvents;
  readonly #registry: Registry;
  readonly #halfOpen = new Map<QuicheSession, NodeJS.Timeout>();

  constructor(
    handshakeTimeoutMs: number,
    accept: OpenSession,
    events: ListenEvents,
    registry: Registry,
  ) {
    this.#handshakeTimeoutMs = handshakeTimeoutMs;
    this.#accept = accept;
    this.#events = events;
    this.#registry = registry;
  }

  /** Sessions whose handshake is not done. */
  get halfOpen(): number {
    return this.#halfOpen.size;
  }

  /** Give a new session its time. */
  add(session: QuicheSession): void {
    const timer = setTimeout(() => session.drop(TOO_LATE), this.#handshakeTimeoutMs).unref();
    this.#halfOpen.set(session, timer);
  }

  /** Let in none of those whose handshake is not done. */
  dropHalfOpen(): void {
    for (const session of this.#halfOpen.keys()) session.drop(TOO_LATE);
  }

  onEstablished(session: QuicheSession): SessionHandler | undefined {
    this.#forget(session);
    return this.#accept(session);
  }

  onEnded(session: QuicheSession, end: SessionEnd): void {
    this.#registry.onEnded(session);
    // What began with garbage was no peer.
    if (this.#forget(session) && end !== FORGOTTEN) this.#events.onRefused(end);
  }

  onNewId(session: QuicheSession, id: Uint8Array): void {
    this.#registry.onNewId(session, id);
  }

  onRetiredId(session: QuicheSession, id: Uint8Array): void {
    this.#registry.onRetiredId(session, id);
  }

  onGone(session: QuicheSession): void {
    this.#registry.onGone(session);
  }

  #forget(session: QuicheSession): boolean {
    clearTimeout(this.#halfOpen.get(session));
    return this.#halfOpen.delete(session);
  }
}

const TOO_LATE: SessionEnd = {
  by: 'network',
  isApplication: false,
  code: 0,
  cause: new NetError('CONNECT_TIMEOUT', 'the handshake was not finished in time'),
};
