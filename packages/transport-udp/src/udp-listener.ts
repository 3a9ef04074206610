import { NetError, type OpenConnection } from '@net/core';
import { Admission, type Listener, listenError } from '@net/core/extend';
import { Acceptor } from './acceptor.ts';
import { Cookies } from './cookies.ts';
import type { SessionId } from './datagram.ts';
import type { UdpContext } from './dialling.ts';
import { resolveEndpoint } from './endpoint.ts';
import { bindSocket } from './open-socket.ts';
import { PeerTable } from './peer-table.ts';
import { PlainAcceptor } from './plain-acceptor.ts';
import { type ConnectionOwner, UdpConnection } from './udp-connection.ts';
import { type Receiver, UdpSocket } from './udp-socket.ts';

/** Accepts the sessions of one address, all on one socket. */
export class UdpListener implements Listener, Receiver, ConnectionOwner {
  readonly socket: UdpSocket;
  readonly openConnection: OpenConnection;
  readonly #context: UdpContext;
  readonly #table: PeerTable<UdpConnection>;
  readonly #acceptor: Acceptor<UdpConnection> | PlainAcceptor<UdpConnection>;
  #isClosed = false;

  private constructor(socket: UdpSocket, open: OpenConnection, context: UdpContext) {
    const { settings, stats, ticker } = context;
    const admission = new Admission(settings.bounds, performance.now());
    this.socket = socket;
    this.openConnection = open;
    this.#context = context;
    this.#table = new PeerTable(admission, settings.liveness.expiryTicks);
    const parts = { table: this.#table, owner: this, clock: performance, stats };
    this.#acceptor = settings.isPlain
      ? new PlainAcceptor(parts)
      : new Acceptor(parts, new Cookies());
    socket.receiver = this;
    ticker.add(this);
  }

  /**
   * Bind `address`, and accept from then on.
   *
   * @throws NetError `BAD_ADDRESS`, `ADDRESS_IN_USE`, `LISTEN_FAILED`; the signal's reason.
   */
  static async listen(
    address: string,
    open: OpenConnection,
    context: UdpContext,
    signal?: AbortSignal,
  ): Promise<UdpListener> {
    signal?.throwIfAborted();
    const { settings, stats } = context;
    try {
      const bound = await bindSocket(await resolveEndpoint(address), settings);
      const socket = new UdpSocket(bound, false, settings, stats);
      if (signal?.aborted) await socket.close();
      signal?.throwIfAborted();
      return new UdpListener(socket, open, context);
    } catch (error) {
      signal?.throwIfAborted();
      throw listenError(address, error);
    }
  }

  get address(): string {
    return this.socket.local;
  }

  get isPlain(): boolean {
    return this.#context.settings.isPlain;
  }

  get closeTimeoutMs(): number {
    return this.#context.settings.closeTimeoutMs;
  }

  /** The socket stays as long as it has sessions. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#acceptor.stop();
    await this.#closeIfUnused();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  onDatagram(datagram: Uint8Array, address: string, port: number): void {
    this.#acceptor.receive(datagram, address, port);
  }

  /** Counted by the socket: the datagram is lost, and its session can stand that. */
  onSocketError(): void {}

  onTick(): void {
    for (const connection of this.#table.tick()) {
      const { remote } = connection;
      const text = `nothing was heard of ${remote} for ${this.#context.settings.idleTimeoutMs} ms`;
      connection.abort(new NetError('IDLE_TIMEOUT', text));
    }
  }

  create(address: string, port: number, id: SessionId): UdpConnection {
    return new UdpConnection(this, address, port, id);
  }

  answer(datagram: Uint8Array, address: string, port: number): void {
    this.socket.answer(datagram, { address, port });
  }

  onEnd(connection: UdpConnection): void {
    this.#table.delete(connection);
    void this.#closeIfUnused();
  }

  async #closeIfUnused(): Promise<void> {
    if (!this.#isClosed || this.#table.size > 0) return;
    this.#context.ticker.remove(this);
    await this.socket.close();
  }
}
