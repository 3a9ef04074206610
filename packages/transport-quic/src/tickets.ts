/**
 * Tickets of earlier connections, each for one use (RFC 8446, appendix C.4). The oldest goes when
 * there are too many.
 */
export class Tickets {
  readonly #byServer = new Map<string, Uint8Array>();

  /** Remember `ticket` in place of an older one for `server`. */
  keep(server: string, ticket: Uint8Array): void {
    this.#byServer.delete(server);
    this.#byServer.set(server, ticket);
    if (this.#byServer.size <= MOST) return;
    const [oldest] = this.#byServer.keys();
    if (oldest !== undefined) this.#byServer.delete(oldest);
  }

  /** The ticket for `server`, and forget it. */
  take(server: string): Uint8Array | undefined {
    const ticket = this.#byServer.get(server);
    this.#byServer.delete(server);
    return ticket;
  }
}

const MOST = 256;
