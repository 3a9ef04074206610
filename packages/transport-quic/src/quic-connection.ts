import type { X509Certificate } from 'node:crypto';
import type { Connection, OpenConnection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import type { QuicSession } from './provider.ts';
import { type ChannelOwner, StreamChannel } from './stream-channel.ts';

/** A connection of `quic()`: its message stream, and what QUIC has beside it. */
export interface QuicConnection extends Connection {
  /** Bytes that a datagram may have; 0 when the peer takes none. */
  readonly maxDatagramBytes: number;
  /** What the handshake settled. */
  readonly handshake: HandshakeInfo;

  /**
   * Open one more ordered byte stream to the same peer, whose `onChannel` is told of it. A loss on
   * one stream does not hold up another. It ends with the connection, if not before. While the peer
   * allows no more streams it is buffered.
   */
  openChannel(open: OpenConnection): Connection;

  /**
   * Send `bytes`, which the connection owns from now on, in one unreliable datagram.
   *
   * @returns `false` when it was dropped: too large, or too many wait.
   */
  sendDatagram(bytes: Uint8Array): boolean;
}

/** Who hears of a `QuicConnection`, if it wants to know of more than the message stream. */
export interface QuicConnectionHandler extends ConnectionHandler {
  /** The peer has opened a channel. Without this method channels are refused. */
  onChannel?(channel: Connection): ConnectionHandler;
  /** A datagram has come; the handler owns it. Dropped while reading is paused. */
  onDatagram?(bytes: Uint8Array): void;
}

/** What a handshake settled. */
export interface HandshakeInfo {
  /** The application protocol that both ends have. */
  readonly alpn: string;
  /** Whether a ticket of an earlier connection stood in for the certificate. */
  readonly isResumed: boolean;
  /** What the peer has shown; verified, unless `rejectUnauthorized` is off. */
  readonly peerCertificate: X509Certificate | undefined;
}

/** The session that a message stream stands for. */
export interface SessionChannels extends ChannelOwner {
  readonly session: QuicSession;
  /** @throws NetError `SESSION_CLOSED` */
  openChannel(open: OpenConnection): Connection;
}

/** The message stream of a session, by which the whole session is closed or dropped. */
export class MessageChannel extends StreamChannel implements QuicConnection {
  readonly #channels: SessionChannels;

  constructor(channels: SessionChannels) {
    super(channels);
    this.#channels = channels;
  }

  get maxDatagramBytes(): number {
    return this.#channels.session.maxDatagramBytes;
  }

  get handshake(): HandshakeInfo {
    const { alpn, isResumed, peerCertificate } = this.#channels.session;
    return { alpn, isResumed, peerCertificate };
  }

  openChannel(open: OpenConnection): Connection {
    return this.#channels.openChannel(open);
  }

  sendDatagram(bytes: Uint8Array): boolean {
    return this.#channels.session.sendDatagram(bytes);
  }
}
