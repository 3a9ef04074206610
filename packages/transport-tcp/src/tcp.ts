import { TLSSocket } from 'node:tls';
import type { Abortable, Connection, Transport, OpenConnection } from '@net/core';
import type { Listener } from '@net/core/extend';
import type { ConnectedSocket, Ends } from './connected-socket.ts';
import { dial } from './dial.ts';
import { parseEndpoint } from './endpoint.ts';
import { resolveOptions, type Settings, type TcpOptions } from './options.ts';
import { TcpConnection } from './tcp-connection.ts';
import { TcpListener } from './tcp-listener.ts';
import { tlsOptionError, type TlsOptions } from './tls-options.ts';
import { resolveTls } from './tls-settings.ts';
import { type TlsInfo, TlsSockets } from './tls-sockets.ts';

/** What `tcp()` makes: a `Transport` that can also say and change what its TLS is about. */
export interface TcpTransport extends Transport {
  /**
   * What the TLS handshake of an open session or connection settled, read afresh at each call.
   * `undefined` without TLS, after the close, and for what another transport has opened.
   */
  tlsInfo(of: Pick<Connection, 'local' | 'remote'>): TlsInfo | undefined;

  /**
   * Use `tls` in place of what was given before: at once for new dials and for new handshakes of
   * open listeners, while open connections live on.
   *
   * @throws NetError `INVALID_OPTION`, and nothing has changed.
   */
  setTls(tls: TlsOptions): void;
}

/**
 * Connections over TCP (`tcp://host:port`), TLS (`tls://host:port`) and Unix sockets
 * (`unix:///path`).
 *
 * @throws NetError `INVALID_OPTION`
 */
export function tcp(options: TcpOptions = {}): TcpTransport {
  return new SocketTransport(resolveOptions(options));
}

class SocketTransport implements TcpTransport {
  readonly schemes: readonly string[] = ['tcp', 'tls', 'unix'];
  readonly #tlsSockets = new TlsSockets();
  #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  async dial(
    address: string,
    open: OpenConnection,
    { signal }: Abortable = {},
  ): Promise<Connection> {
    const connected = await dial(address, parseEndpoint(address), this.#settings, signal);
    return this.#open(connected, open);
  }

  async listen(
    address: string,
    open: OpenConnection,
    { signal }: Abortable = {},
  ): Promise<Listener> {
    const context = {
      settings: () => this.#settings,
      onConnected: (connected: ConnectedSocket) => void this.#open(connected, open),
    };
    return TcpListener.listen(address, parseEndpoint(address), context, signal);
  }

  tlsInfo(of: Ends): TlsInfo | undefined {
    return this.#tlsSockets.infoOf(of);
  }

  setTls(options: TlsOptions): void {
    const tls = resolveTls(options);
    if (this.#settings.tls.identity.cert !== undefined && tls.identity.cert === undefined) {
      throw tlsOptionError('cert', 'is missing: listeners may need it, so it can only be replaced');
    }
    this.#settings = { ...this.#settings, tls };
  }

  #open(connected: ConnectedSocket, open: OpenConnection): Connection {
    const { socket, ends } = connected;
    if (socket instanceof TLSSocket) this.#tlsSockets.add(ends, socket);
    return TcpConnection.open(connected, this.#settings.closeTimeoutMs, open);
  }
}
