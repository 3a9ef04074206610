import type { Abortable, Clock, NetError, Session } from '@net/core';
import { type QueueOptions, WaitingRequests } from './waiting-requests.ts';

/** The sessions of one client: the one that stands, those it leaves, and who waits for the next. */
export class ClientSessions {
  /** Requests that wait for a session, where they may. */
  readonly queue: WaitingRequests | undefined;
  readonly #ready: WaitingRequests;
  readonly #open = new Set<Session>();
  #current: Session | undefined;

  constructor(queue: QueueOptions | undefined, clock: Clock) {
    this.queue = queue && new WaitingRequests(queue, clock);
    this.#ready = new WaitingRequests({ maxRequests: MANY, ttlMs: FOREVER_MS }, clock);
  }

  /** The session that stands, if one does. */
  get current(): Session | undefined {
    return this.#current;
  }

  /** Requests that wait: for their answer, or for a session. */
  get pendingRequests(): number {
    return (this.#current?.pendingRequests ?? 0) + (this.queue?.size ?? 0);
  }

  /** Resolves with the session once one stands. @throws NetError what ended the client; `CANCELLED` */
  ready(signal: AbortSignal | undefined): Promise<Session> {
    if (this.#current !== undefined) return Promise.resolve(this.#current);
    return this.#ready.wait(FOREVER_MS, signal);
  }

  /** One stands, or none does any more. The one before may still be open, for what it was asked. */
  set(session: Session | undefined): void {
    this.#current = session;
    if (session === undefined) return;
    this.#open.add(session);
    void session.closed.then(() => this.#open.delete(session));
    this.#ready.release(session);
    this.queue?.release(session);
  }

  /** There will be no other: whoever waits, or asks from now on, fails with `reason`. */
  end(reason: NetError): void {
    this.#current = undefined;
    this.queue?.end(reason);
    this.#ready.end(reason);
  }

  /** All that are open, in good order. Never rejects. */
  async close(options?: Abortable): Promise<void> {
    await Promise.all([...this.#open].map((session) => session.close(options)));
  }

  /** All that are open, now. */
  abort(reason?: Error): void {
    for (const session of this.#open) session.abort(reason);
  }
}

const MANY = 1_000_000;
const FOREVER_MS = 2 ** 31 - 1;
