import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Ends } from './connected-socket.ts';

/** What the TLS handshake of a connection settled. */
export interface TlsInfo {
  /** `'TLSv1.2'` or `'TLSv1.3'`. */
  readonly version: string;
  /** The application protocol (ALPN) that both ends have, if any. */
  readonly alpn: string | undefined;
  /** Whether the peer showed a certificate that the authorities vouch for. */
  readonly isPeerVerified: boolean;
  /** The peer's certificate, which proves nothing unless `isPeerVerified`. */
  readonly peerCertificate: X509Certificate | undefined;
}

/** The sockets of open TLS connections, by the addresses of their ends. */
export class TlsSockets {
  readonly #sockets = new Map<string, TLSSocket>();

  /** Know `socket` until it closes. */
  add(ends: Ends, socket: TLSSocket): void {
    const key = keyOf(ends);
    this.#sockets.set(key, socket);
    socket.on('close', () => {
      if (this.#sockets.get(key) === socket) this.#sockets.delete(key);
    });
  }

  /** What the handshake between `ends` settled; `undefined` when no TLS connection is open there. */
  infoOf(ends: Ends): TlsInfo | undefined {
    const socket = this.#sockets.get(keyOf(ends));
    const version = socket?.getProtocol() ?? undefined;
    if (socket === undefined || version === undefined) return undefined;
    return {
      version,
      alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : undefined,
      isPeerVerified: socket.authorized,
      peerCertificate: socket.getPeerX509Certificate(),
    };
  }
}

function keyOf({ local, remote }: Ends): string {
  return `${local} ${remote}`;
}
