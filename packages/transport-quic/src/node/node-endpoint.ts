import { createPrivateKey } from 'node:crypto';
import { NetError } from '@net/core';
import { onAbort } from '@net/core/extend';
import { dialError } from '../close-codes.ts';
import type { EndpointLimits } from '../limits.ts';
import type {
  ConnectRequest,
  HostPort,
  ListenEvents,
  OpenSession,
  QuicEndpoint,
  QuicSession,
} from '../provider.ts';
import type { TlsSettings } from '../tls-settings.ts';
import type { NodeQuic, NodeQuicEndpoint, NodeQuicSession } from './node-quic.ts';
import { endOf, NodeSession } from './node-session.ts';

/** Sessions of `node:quic` over one UDP socket, which Node binds when it is first used. */
export class NodeEndpoint implements QuicEndpoint {
  readonly #quic: NodeQuic;
  readonly #limits: EndpointLimits;
  readonly #endpoint: NodeQuicEndpoint;
  readonly #sessions = new Set<NodeSession>();

  constructor(quic: NodeQuic, at: HostPort, limits: EndpointLimits) {
    this.#quic = quic;
    this.#limits = limits;
    const { maxSessions, retryAbove, socketBufferBytes } = limits;
    this.#endpoint = new quic.QuicEndpoint({
      address: addressOf(at),
      // Node knows Retry for all or for none.
      validateAddress: retryAbove === 0,
      // Node's own rates are made for a browser's handful of sessions.
      sessionCreationRate: Infinity,
      ...(maxSessions === Infinity ? {} : { maxConnectionsTotal: maxSessions }),
      udpReceiveBufferSize: socketBufferBytes,
      udpSendBufferSize: socketBufferBytes,
    });
  }

  get local(): HostPort {
    const { address: host = '', port = 0 } = this.#endpoint.address ?? {};
    return { host, port };
  }

  async listen(tls: TlsSettings, accept: OpenSession, events: ListenEvents): Promise<void> {
    const { cert, key } = tls.identity ?? { cert: '', key: '' };
    const identity = { certs: [ownBytes(cert)], keys: [createPrivateKey(key)] };
    const onSession = (session: NodeQuicSession): void =>
      void this.#accept(session, accept, events);
    try {
      await this.#quic.listen(onSession, {
        ...this.#common(tls),
        alpn: tls.alpn,
        sni: { '*': identity },
        verifyClient: tls.requestCert,
      });
    } catch (cause) {
      throw listenError(cause);
    }
  }

  async connect(request: ConnectRequest, open: OpenSession): Promise<QuicSession> {
    const { address, remote, serverName, tls, signal } = request;
    const options = {
      ...this.#common(tls),
      ...(tls.identity === undefined
        ? {}
        : { certs: [ownBytes(tls.identity.cert)], keys: [createPrivateKey(tls.identity.key)] }),
      alpn: tls.alpn,
      servername: serverName,
      verifyPeer: tls.rejectUnauthorized ? 'strict' : 'manual',
      reuseEndpoint: false,
      ...(this.#limits.keepAliveMs === Infinity ? {} : { keepAlive: this.#limits.keepAliveMs }),
    };
    let unwatch = (): void => signal.throwIfAborted();
    try {
      const session = await this.#quic.connect(addressOf(remote), options);
      unwatch = onAbort(signal, () => session.destroy(undefined, { code: 0, type: 'application' }));
      const opened = await NodeSession.opened(this.#quic, session);
      return this.#open(opened, open);
    } catch (error) {
      throw error instanceof NetError ? error : dialError(endOf(error), address);
    } finally {
      unwatch();
    }
  }

  async close(): Promise<void> {
    const closed = this.#endpoint.close();
    if (this.#sessions.size === 0) await closed;
    // Whoever uses the sessions that are left hears of their end.
    else closed.catch(() => {});
  }

  async #accept(
    session: NodeQuicSession,
    accept: OpenSession,
    events: ListenEvents,
  ): Promise<void> {
    try {
      this.#open(await NodeSession.opened(this.#quic, session), accept);
    } catch (error) {
      events.onRefused(endOf(error));
    }
  }

  #open(session: NodeSession, open: OpenSession): NodeSession {
    const handler = open(session);
    this.#sessions.add(session);
    session.attach({
      onStream: (stream) => handler.onStream(stream),
      onDatagram: (bytes) => handler.onDatagram(bytes),
      onTicket: (ticket) => handler.onTicket(ticket),
      onClose: (end) => {
        this.#sessions.delete(session);
        handler.onClose(end);
      },
    });
    return session;
  }

  #common(tls: TlsSettings): object {
    const { idleTimeoutMs, handshakeTimeoutMs, maxStreams, maxPacketBytes } = this.#limits;
    const { streamWindowBytes, windowBytes, datagrams } = this.#limits;
    return {
      endpoint: this.#endpoint,
      ca: [ownBytes(tls.authorities)],
      handshakeTimeout: handshakeTimeoutMs,
      maxPayloadSize: maxPacketBytes,
      maxStreamWindow: streamWindowBytes,
      maxWindow: windowBytes,
      // Else Node ends streams that are quiet for half a minute.
      streamIdleTimeout: 0,
      transportParams: {
        maxIdleTimeout: idleTimeoutMs,
        initialMaxData: windowBytes,
        initialMaxStreamDataBidiLocal: streamWindowBytes,
        initialMaxStreamDataBidiRemote: streamWindowBytes,
        initialMaxStreamsBidi: maxStreams,
        initialMaxStreamsUni: 0,
        maxDatagramFrameSize: datagrams ? MOST_DATAGRAM : 0,
      },
    };
  }
}

/** Node takes the memory of what it is given away from its owner, and with it the pool's. */
function ownBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function addressOf({ host, port }: HostPort): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function listenError(cause: unknown): NetError {
  const why = cause instanceof Error ? cause.message : 'unknown';
  return new NetError('LISTEN_FAILED', `node:quic cannot listen: ${why}`, { cause });
}

const MOST_DATAGRAM = 65_535;
