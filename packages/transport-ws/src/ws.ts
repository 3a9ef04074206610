import {
  type Abortable,
  type Connection,
  NetError,
  type Transport,
  type OpenConnection,
} from '@net/core';
import type { Listener } from '@net/core/extend';
import { AttachedServer } from './attached-server.ts';
import { BoundServers } from './bound-servers.ts';
import { optionError } from './check-option.ts';
import { dial } from './dial.ts';
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.ts';
import { Heartbeats } from './heartbeats.ts';
import type { HttpPlace } from './http-place.ts';
import { resolveOptions, type Settings, type WsOptions } from './options.ts';
import { UpgradeAcceptor } from './upgrade-acceptor.ts';
import { type OpenedWebSocket, WsConnection } from './ws-connection.ts';
import { WsListener } from './ws-listener.ts';

/**
 * Connections over WebSocket (`ws://host:port/path`) and WebSocket over TLS
 * (`wss://host:port/path`).
 *
 * @throws NetError `INVALID_OPTION`
 */
export function ws(options: WsOptions = {}): Transport {
  return new WebSocketTransport(resolveOptions(options));
}

/** What `ws()` makes. */
export class WebSocketTransport implements Transport {
  readonly schemes: readonly string[] = ['ws', 'wss'];
  readonly #settings: Settings;
  readonly #servers: BoundServers;
  readonly #heartbeats: Heartbeats;

  constructor(settings: Settings, heartbeats?: Heartbeats) {
    this.#settings = settings;
    this.#servers = new BoundServers(settings);
    this.#heartbeats = heartbeats ?? new Heartbeats(settings.heartbeatIntervalMs);
  }

  async dial(
    address: string,
    open: OpenConnection,
    { signal }: Abortable = {},
  ): Promise<Connection> {
    const endpoint = parseEndpoint(address);
    return dial(endpoint, this.#settings, (opened) => this.#open(opened, open), signal);
  }

  async listen(
    address: string,
    open: OpenConnection,
    { signal }: Abortable = {},
  ): Promise<Listener> {
    const endpoint = parseEndpoint(address);
    this.#checkListenable(endpoint);
    signal?.throwIfAborted();
    const place = this.#placeOf(endpoint);
    const acceptor = new UpgradeAcceptor(endpoint, {
      settings: this.#settings,
      onOpened: (opened) => this.#accept(opened, open, place),
    });
    if (!place.add(endpoint.path, acceptor.accept)) throw pathInUse(endpoint);
    try {
      const port = await place.port;
      signal?.throwIfAborted();
      return new WsListener(formatEndpoint({ ...endpoint, port }), endpoint.path, place, acceptor);
    } catch (error) {
      place.remove(endpoint.path);
      throw error;
    }
  }

  #checkListenable(endpoint: Endpoint): void {
    const { server, tls } = this.#settings;
    const address = formatEndpoint(endpoint);
    if (endpoint.query !== '') {
      throw new NetError('BAD_ADDRESS', `${address} has a query, which is up to those who dial`);
    }
    if (server !== undefined || endpoint.scheme === 'ws' || tls.identity.cert !== undefined) return;
    throw optionError('tls.cert', `is missing: listening at ${address} needs tls.cert and tls.key`);
  }

  #placeOf(endpoint: Endpoint): HttpPlace {
    const { server } = this.#settings;
    return server === undefined ? this.#servers.at(endpoint) : new AttachedServer(server, endpoint);
  }

  #accept(opened: OpenedWebSocket, open: OpenConnection, place: HttpPlace): void {
    place.onUpgraded(opened.socket);
    try {
      this.#open(opened, open);
    } catch (cause) {
      const text = `the connection to ${opened.remote} could not be set up`;
      this.#settings.onAcceptError(new NetError('INTERNAL_ERROR', text, { cause }));
    }
  }

  #open(opened: OpenedWebSocket, open: OpenConnection): Connection {
    return WsConnection.open(opened, this.#settings, this.#heartbeats, open);
  }
}

function pathInUse(endpoint: Endpoint): NetError {
  const advice = 'end what listens there, or choose another address or path';
  return new NetError('ADDRESS_IN_USE', `${formatEndpoint(endpoint)} is in use: ${advice}`);
}
