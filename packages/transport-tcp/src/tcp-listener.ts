import { createServer, type Server, type Socket } from 'node:net';
import { NetError } from '@net/core';
import { errorCodeOf, type Listener } from '@net/core/extend';
import { bind } from './bind.ts';
import { type ConnectedSocket, connectedSocket } from './connected-socket.ts';
import type { Endpoint } from './endpoint.ts';
import { keepAlive } from './keep-alive.ts';
import type { Settings } from './options.ts';
import { TlsAcceptor } from './tls-acceptor.ts';
import { tlsOptionError } from './tls-options.ts';

/** What a listener works with. */
export interface ListenerContext {
  /** The settings as they are now: asked again for each socket, so that new certificates count. */
  settings(): Settings;
  /** Takes over a socket that has connected. */
  onConnected(connected: ConnectedSocket): void;
}

/** Accepts the connections of one address. */
export class TcpListener implements Listener {
  readonly #endpoint: Endpoint;
  readonly #context: ListenerContext;
  readonly #server: Server;
  readonly #acceptor: TlsAcceptor;
  #address = '';
  #isClosed = false;

  private constructor(endpoint: Endpoint, context: ListenerContext) {
    const { noDelay, handshakeTimeoutMs } = context.settings();
    this.#endpoint = endpoint;
    this.#context = context;
    this.#server = createServer({ noDelay }, (socket) => this.#accept(socket));
    this.#server.on('error', (error) => this.#report('LISTEN_FAILED', error));
    this.#acceptor = new TlsAcceptor(handshakeTimeoutMs, {
      onSecure: (secure) => this.#admit(secure),
      onRefused: (error) => this.#report('TLS_ERROR', error),
    });
  }

  /**
   * Bind `address`, and accept from then on.
   *
   * @throws NetError `INVALID_OPTION`, `ADDRESS_IN_USE`, `LISTEN_FAILED`; the signal's reason.
   */
  static async listen(
    address: string,
    endpoint: Endpoint,
    context: ListenerContext,
    signal?: AbortSignal,
  ): Promise<TcpListener> {
    const settings = context.settings();
    if (endpoint.scheme === 'tls' && settings.tls.identity.cert === undefined) {
      throw tlsOptionError(
        'cert',
        `is missing: listening at ${address} needs tls.cert and tls.key`,
      );
    }
    const listener = new TcpListener(endpoint, context);
    listener.#address = await bind(listener.#server, address, endpoint, settings, signal);
    return listener;
  }

  get address(): string {
    return this.#address;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#server.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(socket: Socket): void {
    const { keepAliveMs, tls } = this.#context.settings();
    socket.on('error', ignore);
    keepAlive(socket, keepAliveMs);
    if (this.#endpoint.scheme !== 'tls') this.#admit(socket);
    else this.#acceptor.accept(socket, tls);
  }

  #admit(socket: Socket): void {
    // A handshake may end after the listener has.
    if (this.#isClosed) socket.destroy();
    const connected = connectedSocket(socket, this.#endpoint);
    if (connected !== undefined) this.#context.onConnected(connected);
  }

  #report(code: 'TLS_ERROR' | 'LISTEN_FAILED', cause: Error): void {
    if (this.#address === '') return;
    const message = `a connection to ${this.#address} could not be accepted: ${errorCodeOf(cause)}`;
    this.#context.settings().onAcceptError(new NetError(code, message, { cause }));
  }
}

function ignore(): void {}
