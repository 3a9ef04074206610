import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { findHost } from './server-name.ts';
import type { TlsSettings } from './tls-settings.ts';

/** What becomes of the sockets that a `TlsAcceptor` is given. */
interface TlsReceiver {
  /** The handshake is done, and the client's certificate verified where one is asked for. */
  onSecure(socket: TLSSocket): void;
  /** The handshake failed, and the socket has been destroyed. */
  onRefused(error: Error): void;
}

/**
 * Shakes hands with the clients of one listener.
 *
 * Underneath is a `tls.Server` that never listens, but is handed its sockets. When the settings
 * change, the next socket gets a new one: handshakes under way and open connections keep theirs.
 */
export class TlsAcceptor {
  readonly #handshakeTimeoutMs: number;
  readonly #receiver: TlsReceiver;
  #current: { readonly tls: TlsSettings; readonly server: Server } | undefined;

  constructor(handshakeTimeoutMs: number, receiver: TlsReceiver) {
    this.#handshakeTimeoutMs = handshakeTimeoutMs;
    this.#receiver = receiver;
  }

  /** Shake hands with the client at `socket`, which has an `error` listener. */
  accept(socket: Socket, tls: TlsSettings): void {
    if (this.#current?.tls !== tls) this.#current = { tls, server: this.#createServer(tls) };
    this.#current.server.emit('connection', socket);
  }

  #createServer(tls: TlsSettings): Server {
    const server = createServer({
      ...tls.identity,
      handshakeTimeout: this.#handshakeTimeoutMs,
      requestCert: tls.requestCert,
      rejectUnauthorized: tls.requestCert,
      ...(tls.alpn.length > 0 ? { ALPNProtocols: [...tls.alpn] } : {}),
      SNICallback: (name, done) => done(null, findHost(tls.hosts, name)),
    });
    server.on('secureConnection', (socket) => {
      socket.on('error', ignore);
      this.#receiver.onSecure(socket);
    });
    server.on('tlsClientError', (error, socket) => {
      socket.on('error', ignore);
      socket.destroy();
      this.#receiver.onRefused(error);
    });
    return server;
  }
}

function ignore(): void {}
