import { type Abortable, type Connection, NetError, type OpenConnection } from '@net/core';
import { connectError, dialWithin, parseAddress } from '@net/core/extend';
import { ChannelHub } from './channel-hub.ts';
import { ClientEndpoints, type Lease } from './client-endpoints.ts';
import { lookUp } from './look-up.ts';
import type { Settings } from './options.ts';
import type { HostPort, QuicProvider, QuicSession, SessionHandler } from './provider.ts';
import { Tickets } from './tickets.ts';

/** Opens connections, and keeps what they share. */
export class Dialler {
  readonly #settings: Settings;
  readonly #select: () => Promise<QuicProvider>;
  readonly #clients: ClientEndpoints;
  readonly #tickets = new Tickets();

  /** @param select finds the engine. */
  constructor(settings: Settings, select: () => Promise<QuicProvider>) {
    this.#settings = settings;
    this.#select = select;
    this.#clients = new ClientEndpoints(settings.limits);
  }

  /** See `Transport.dial`. */
  async dial(address: string, open: OpenConnection, { signal }: Abortable): Promise<Connection> {
    const target = parseAddress(address, 'quic');
    const timeoutMs = this.#settings.connectTimeoutMs;
    return dialWithin({ address, timeoutMs, signal }, (given) =>
      this.#dial(address, target, open, given),
    );
  }

  async #dial(
    address: string,
    { host, port }: HostPort,
    open: OpenConnection,
    signal: AbortSignal,
  ): Promise<Connection> {
    const provider = await this.#select();
    const ip = await ipOf(host, address, signal);
    const lease = await this.#clients.lend(provider, { host: ip, port });
    try {
      signal.throwIfAborted();
      return await this.#connect(lease, address, { host, ip, port }, open, signal);
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  async #connect(
    lease: Lease,
    address: string,
    { host, ip, port }: HostPort & { readonly ip: string },
    open: OpenConnection,
    signal: AbortSignal,
  ): Promise<Connection> {
    const { tls, resumption } = this.#settings;
    const serverName = tls.serverName ?? host;
    const server = `${serverName} ${ip} ${port}`;
    const ticket = resumption ? this.#tickets.take(server) : undefined;
    const request = { address, remote: { host: ip, port }, serverName, tls, ticket, signal };
    let connection: Connection | undefined;
    await lease.endpoint.connect(request, (session) => {
      const made = this.#createHub(session, server, lease, open);
      connection = made.connection;
      return made.hub;
    });
    if (connection !== undefined) return connection;
    throw new NetError('INTERNAL_ERROR', 'the QUIC engine has connected without calling open');
  }

  #createHub(
    session: QuicSession,
    server: string,
    lease: Lease,
    open: OpenConnection,
  ): { readonly hub: SessionHandler; readonly connection: Connection } {
    const { closeTimeoutMs, limits, resumption } = this.#settings;
    const { handshakeTimeoutMs } = limits;
    const options = {
      closeTimeoutMs,
      handshakeTimeoutMs,
      onTicket: (ticket: Uint8Array) => {
        if (resumption) this.#tickets.keep(server, ticket);
      },
      onLate() {},
      onClosed: () => lease.release(),
    };
    return ChannelHub.dialled(session, options, open);
  }
}

async function ipOf(host: string, address: string, signal: AbortSignal): Promise<string> {
  try {
    return await lookUp(host, signal);
  } catch (error) {
    throw connectError(address, error);
  }
}
