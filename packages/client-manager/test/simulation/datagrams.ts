import type { Connection, Transport } from '@net/core';
import type { Listener, OpenConnection } from '@net/core/extend';
import type { VirtualSocket } from '@net/testing';
import { DatagramConnection, type DatagramsOptions, numbered } from './datagram-connection.ts';

/**
 * Connections of datagrams on a virtual network, of scheme `virtual`. As in `udp()` each datagram
 * says which session it is of, so that nothing of an older one is taken for it; what is sent to a
 * session that has ended is answered with an empty datagram, which ends it at the other side too.
 */
export class Datagrams implements Transport {
  readonly schemes: readonly string[] = ['virtual'];
  /** The addresses of diallers, for those who cut them off. */
  readonly diallers = new Set<string>();
  readonly #options: DatagramsOptions;
  /** Sessions that have ended at the accepting side: no listener takes them up again. */
  readonly #ended = new Set<number>();
  #dialled = 0;

  constructor(options: DatagramsOptions) {
    this.#options = options;
  }

  async dial(address: string, open: OpenConnection): Promise<Connection> {
    const session = (this.#dialled += 1);
    const own = `virtual://dialler-${session}`;
    const socket = this.#options.network.bind(own, (bytes) => connection.onDatagram(bytes));
    this.diallers.add(own);
    const peer = { socket, session, remote: address };
    const connection = new DatagramConnection(peer, this.#options, () => {
      socket.close();
      this.diallers.delete(own);
    });
    connection.start(open);
    return connection;
  }

  async listen(address: string, open: OpenConnection): Promise<Listener> {
    return new DatagramListener(address, open, this.#options, this.#ended);
  }
}

/** Makes a connection of each session that it hears of, until it is closed. */
class DatagramListener implements Listener {
  readonly address: string;
  readonly #socket: VirtualSocket;
  readonly #open: OpenConnection;
  readonly #options: DatagramsOptions;
  readonly #ended: Set<number>;
  readonly #peers = new Map<number, DatagramConnection>();
  #isClosed = false;

  constructor(
    address: string,
    open: OpenConnection,
    options: DatagramsOptions,
    ended: Set<number>,
  ) {
    this.address = address;
    this.#open = open;
    this.#options = options;
    this.#ended = ended;
    this.#socket = options.network.bind(address, (bytes, from) => this.#receive(bytes, from));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#closeUnused();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #receive(bytes: Uint8Array, from: string): void {
    const session = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const peer = this.#peers.get(session) ?? this.#accept(session, from);
    if (peer !== undefined) peer.onDatagram(bytes);
    else if (bytes.length > 4) this.#socket.send(numbered(session), from);
  }

  #accept(session: number, remote: string): DatagramConnection | undefined {
    if (this.#isClosed || this.#ended.has(session)) return undefined;
    const peer = { socket: this.#socket, session, remote };
    const connection = new DatagramConnection(peer, this.#options, () => {
      this.#ended.add(session);
      this.#peers.delete(session);
      this.#closeUnused();
    });
    this.#peers.set(session, connection);
    connection.start(this.#open);
    connection.expire(IDLE_MS);
    return connection;
  }

  #closeUnused(): void {
    if (this.#isClosed && this.#peers.size === 0) this.#socket.close();
  }
}

const IDLE_MS = 30_000;
