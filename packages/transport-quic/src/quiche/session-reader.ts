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
    streams.pumpFew();
    if (connection.isReadable()) this.#readOthers();
    if (this.#wantsTicket) this.#readTicket();
    if (ids !== undefined) renewIds(connection, ids);
  }

  #establish(): boolean {
    if (!this.#host.connection.isEstablished()) return false;
    this.handler = this.#host.onEstablished();
    return this.handler !== undefined;
  }

  /**
   * Datagrams are taken first, for then quiche can tell whether there is more than those; they are
   * handed over last, for the stream that they go with may be a new one.
   */
  #readOthers(): void {
    const { connection, streams } = this.#host;
    const datagrams = this.#takeDatagrams();
    if (connection.isReadable()) streams.pumpOthers();
    for (const datagram of datagrams) {
      this.#host.onDelivered(datagram.length);
      this.handler?.onDatagram(datagram);
    }
  }

  #takeDatagrams(): Buffer[] {
    const datagrams: Buffer[] = [];
    for (;;) {
      const bytes = this.#host.connection.dgramRecv(SCRATCH);
      if (bytes === null) return datagrams;
      datagrams.push(Buffer.from(SCRATCH.subarray(0, bytes)));
    }
  }

  #readTicket(): void {
    const ticket = this.#host.connection.session();
    if (ticket === null) return;
    this.#wantsTicket = false;
    this.handler?.onTicket(ticket);
  }
}

/** Where datagrams are copied from: having quiche make a buffer for each takes longer. */
const SCRATCH = Buffer.allocUnsafeSlow(65_535);
