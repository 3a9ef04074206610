import type { QuicheSession } from './quiche-session.ts';

/** The sessions of one endpoint, by the connection ids that packets for them carry. */
export class SessionTable {
  readonly #byId = new Map<string, QuicheSession>();
  readonly #idsOf = new Map<QuicheSession, Set<string>>();
  /** Sessions that have not ended; the rest only answers late packets. */
  readonly #live = new Set<QuicheSession>();

  /** Sessions that have not ended. */
  get live(): ReadonlySet<QuicheSession> {
    return this.#live;
  }

  /** All sessions that packets may still come for. */
  get known(): Iterable<QuicheSession> {
    return this.#idsOf.keys();
  }

  /** How many sessions packets may still come for. */
  get size(): number {
    return this.#idsOf.size;
  }

  /** The session that a packet for `id` belongs to. */
  find(id: string): QuicheSession | undefined {
    return this.#byId.get(id);
  }

  /** Know a new session. */
  add(session: QuicheSession, ids: readonly string[]): void {
    this.#idsOf.set(session, new Set());
    this.#live.add(session);
    for (const id of ids) this.addId(session, id);
  }

  /** Know a session by one more id. */
  addId(session: QuicheSession, id: string): void {
    this.#idsOf.get(session)?.add(id);
    this.#byId.set(id, session);
  }

  /** Forget an id that is not used any more. */
  removeId(session: QuicheSession, id: string): void {
    if (this.#idsOf.get(session)?.delete(id) === true) this.#byId.delete(id);
  }

  /** `session` has ended, though packets may still come for it. */
  retire(session: QuicheSession): void {
    this.#live.delete(session);
  }

  /** Forget `session`. */
  remove(session: QuicheSession): void {
    for (const id of this.#idsOf.get(session) ?? []) this.#byId.delete(id);
    this.#idsOf.delete(session);
    this.#live.delete(session);
  }
}
