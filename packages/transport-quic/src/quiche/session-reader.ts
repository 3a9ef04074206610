import type { SessionHandler } from '../provider.ts';
import type { QuicheConnection } from './binding.ts';
import { type IdObserver, renewIds } from './renew-ids.ts';
import type { StreamTable } from './stream-table.ts';

/** What a reader needs of its session. */
export interface ReaderHost {
  readonly connection: QuicheConnection;
  readonly streams: StreamTable;
  /** Who is told of connection ids; nobody where the peer may not move. */
  readonly ids: IdObserver | undefined;
  /** The handshake is done. @returns who hears of the session; `undefined`: it has been closed. */
  onEstablished(): SessionHandler | undefined;
  onDelivered(bytes: number): void;
}

/** Hands out what has come for one session. */
export class SessionReader {
  readonly #host: ReaderHost;
  #wantsTicket: boolean;
  /** Who hears of the session, once its handshake is done. */
  handler: SessionHandler | undefined;
  /** Whether `read` may have something to hand out. */
  hasUnread = false;

  constructor(host: ReaderHost, isServer: boolean) {
    this.#host = host;
    this.#wantsTicket = !isServer;
  }

  /** Hand out what has come, of each stream up to a bound; what is left sets `hasUnread`. */
  read(): void {
    this.hasUnread = false;
    if (this.handler === undefined && !this.#establish()) return;
    const { connection, streams, ids } = this.#host;
    streams.pump();
    this.#readDatagrams();
    if (this.#wantsTicket) this.#readTicket();
    if (ids !== undefined) renewIds(connection, ids);
  }

  #establish(): boolean {
    if (!this.#host.connection.isEstablished()) return false;
    this.handler = this.#host.onEstablished();
    return this.handler !== undefined;
  }

  #readDatagrams(): void {
    for (;;) {
      const datagram = this.#host.connection.dgramRecvVec();
      if (datagram === null) return;
      this.#host.onDelivered(datagram.length);
      this.handler?.onDatagram(datagram);
    }
  }

  #readTicket(): void {
    const ticket = this.#host.connection.session();
    if (ticket === null) return;
    this.#wantsTicket = false;
    this.handler?.onTicket(ticket);
  }
}
