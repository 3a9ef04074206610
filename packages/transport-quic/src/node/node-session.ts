import { X509Certificate } from 'node:crypto';
import type {
  HostPort,
  QuicSession,
  QuicStream,
  SessionEnd,
  SessionHandler,
  StreamHandler,
} from '../provider.ts';
import {
  codeOfError,
  type NodeQuic,
  type NodeQuicSession,
  type NodeQuicStream,
} from './node-quic.ts';
import { NodeStream } from './node-stream.ts';

/** A session of `node:quic`. */
export class NodeSession implements QuicSession {
  readonly alpn: string;
  /** Node does not say. */
  readonly isResumed = false;
  readonly #quic: NodeQuic;
  readonly #session: NodeQuicSession;
  readonly #path: { readonly local: HostPort; readonly remote: HostPort };
  /** Streams that came before there was a handler. */
  #early: NodeQuicStream[] = [];
  #closing: SessionEnd | undefined;

  private constructor(quic: NodeQuic, session: NodeQuicSession, alpn: string) {
    this.#quic = quic;
    this.#session = session;
    this.alpn = alpn;
    this.#path = { local: hostPort(session.path?.local), remote: hostPort(session.path?.remote) };
  }

  /** `session` when its handshake is done. @throws what Node has ended it with */
  static async opened(quic: NodeQuic, session: NodeQuicSession): Promise<NodeSession> {
    const early: NodeQuicStream[] = [];
    session.onstream = (stream) => early.push(stream);
    const { protocol } = await session.opened;
    const opened = new NodeSession(quic, session, protocol);
    opened.#early = early;
    return opened;
  }

  get local(): HostPort {
    return this.#path.local;
  }

  get remote(): HostPort {
    return this.#path.remote;
  }

  get peerCertificate(): X509Certificate | undefined {
    const { peerCertificate } = this.#session;
    return peerCertificate instanceof X509Certificate ? peerCertificate : undefined;
  }

  get maxDatagramBytes(): number {
    return this.#session.maxDatagramSize;
  }

  /** Have everything reported to `handler`. */
  attach(handler: SessionHandler): void {
    const session = this.#session;
    session.onstream = (stream) => this.#accept(stream, handler);
    session.ondatagram = (datagram) => handler.onDatagram(datagram);
    session.closed.then(
      () => handler.onClose(this.#closing ?? ORDERLY),
      (error: unknown) => handler.onClose(this.#closing ?? endOf(error)),
    );
    for (const stream of this.#early) this.#accept(stream, handler);
    this.#early = [];
  }

  openStream(handler: StreamHandler): QuicStream {
    const stream = new NodeStream(this.#quic);
    this.#session.createBidirectionalStream().then(
      (opened) => {
        stream.open(opened);
        stream.start(handler);
      },
      // The session has ended, which is reported by itself.
      () => {},
    );
    return stream;
  }

  sendDatagram(bytes: Uint8Array): boolean {
    if (bytes.length > this.maxDatagramBytes) return false;
    // Datagrams may be lost, and so may the news of it.
    this.#session.sendDatagram(bytes).catch(() => {});
    return true;
  }

  close(code: number): void {
    this.#closing ??= { by: 'local', isApplication: true, code };
    this.#session.destroy(undefined, { code, type: 'application' });
  }

  #accept(opened: NodeQuicStream, handler: SessionHandler): void {
    const stream = new NodeStream(this.#quic);
    stream.open(opened);
    stream.start(handler.onStream(stream));
  }
}

/** How a session ended that has ended with `error`. */
export function endOf(error: unknown): SessionEnd {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : '';
  const code = codeOfError(error);
  if (type === 'application') return { by: 'peer', isApplication: true, code };
  if (type === 'transport' && code !== 0) return { by: 'peer', isApplication: false, code };
  const cause = error instanceof Error ? error : undefined;
  return { by: 'network', isApplication: false, code: 0, cause };
}

function hostPort(
  address: { readonly address: string; readonly port: number } | undefined,
): HostPort {
  return { host: address?.address ?? '', port: address?.port ?? 0 };
}

const ORDERLY: SessionEnd = { by: 'peer', isApplication: true, code: 0 };
