import type { X509Certificate } from 'node:crypto';
import type { EndpointLimits } from './limits.ts';
import type { TlsSettings } from './tls-settings.ts';

/**
 * A QUIC engine. The rest of the package knows engines by this interface only, so that one can take
 * the place of another.
 */
export interface QuicProvider {
  /** Short, for errors: `quiche`, `node`. */
  readonly id: string;
  /** Whether it can be used on this machine, and for what. Loads the engine; never rejects. */
  probe(): Promise<QuicProbe>;
  /**
   * Bind a UDP socket. Only after a probe that went well.
   *
   * @param remote the only peer that will be connected to, by IP address. An engine that can has the
   * system tell it where nobody listens, and then `connect` fails at once.
   * @throws NetError `ADDRESS_IN_USE`, `LISTEN_FAILED`, `CONNECT_FAILED`.
   */
  bind(at: HostPort, limits: EndpointLimits, remote?: HostPort): Promise<QuicEndpoint>;
}

/** An engine by name, or one of your own. */
export type ProviderChoice = 'quiche' | 'node' | QuicProvider;

/** What a probe has found. */
export type QuicProbe =
  | { readonly isUsable: true; readonly capabilities: QuicCapabilities }
  /** `reason` is for people: what is missing, and on which platform. */
  | { readonly isUsable: false; readonly reason: string };

/** What an engine can do beside streams. */
interface QuicCapabilities {
  readonly datagrams: boolean;
  /** A second dial needs no certificate any more. */
  readonly resumption: boolean;
  /** A peer whose address changes can be kept. */
  readonly migration: boolean;
  /** Whether it can make clients prove their address before it keeps state for them. */
  readonly retry: boolean;
}

/** An IP address, or a name where one may still be looked up, and a port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A bound UDP socket, and the sessions that use it. */
export interface QuicEndpoint {
  /** Where it is bound: port 0 has become a number, once it listens or has connected. */
  readonly local: HostPort;
  /**
   * Accept sessions until `close`. Resolves once they can come. Call it once at most.
   *
   * @throws NetError `TLS_ERROR`, `LISTEN_FAILED`.
   */
  listen(tls: TlsSettings, accept: OpenSession, events: ListenEvents): Promise<void>;
  /**
   * Open a session, the handshake included.
   *
   * @throws NetError `CONNECT_TIMEOUT`, `CONNECTION_REFUSED`, `TLS_ERROR`, `CONNECT_FAILED`, and
   * one of these when the signal is aborted; whatever `open` throws.
   */
  connect(request: ConnectRequest, open: OpenSession): Promise<QuicSession>;
  /** Accept no more. Resolves when the socket is free, or is left to the sessions that are open. */
  close(): Promise<void>;
}

/** What a listener tells beside its sessions. */
export interface ListenEvents {
  /** A peer never became a session. */
  onRefused(end: SessionEnd): void;
}

/** Where to connect to and how. */
export interface ConnectRequest {
  /** What the caller has dialled, for errors. */
  readonly address: string;
  /** An IP address and a port. */
  readonly remote: HostPort;
  /** What the certificate has to be for: a name or an IP address. */
  readonly serverName: string;
  readonly tls: TlsSettings;
  /** Of an earlier session to the same server with the same `tls`. */
  readonly ticket: Uint8Array | undefined;
  readonly signal: AbortSignal;
}

/** Called once per session, when its handshake is done; returns who hears of it. */
export type OpenSession = (session: QuicSession) => SessionHandler;

/** A QUIC connection whose handshake is done. */
export interface QuicSession {
  readonly local: HostPort;
  readonly remote: HostPort;
  /** The application protocol that both ends have. */
  readonly alpn: string;
  /** Whether a ticket stood in for the certificate. */
  readonly isResumed: boolean;
  /** What the peer has shown and the engine has verified, unless told not to. */
  readonly peerCertificate: X509Certificate | undefined;
  /** Bytes that a datagram may have; 0 when the peer takes none. */
  readonly maxDatagramBytes: number;
  /** Open a bidirectional stream. It waits, unseen, while the peer allows no more of them. */
  openStream(handler: StreamHandler): QuicStream;
  /** Send `bytes` once, without care for their fate. `false`: they were dropped. Owns `bytes`. */
  sendDatagram(bytes: Uint8Array): boolean;
  /** End the session now, with an application code. Nothing that still waits is sent. */
  close(code: number): void;
}

/** Who hears of a session. Never called from inside a call to the session or its streams. */
export interface SessionHandler {
  /** The peer has opened a stream. @returns who hears of it. */
  onStream(stream: QuicStream): StreamHandler;
  /** A datagram has come. The handler owns `bytes`. */
  onDatagram(bytes: Uint8Array): void;
  /** What the next dial may use as `ticket`. */
  onTicket(ticket: Uint8Array): void;
  /** The last call, made exactly once. What the streams had received was handed over before. */
  onClose(end: SessionEnd): void;
}

/** How a session ended. */
export interface SessionEnd {
  /** `network`: the peer fell silent, or the engine gave up. */
  readonly by: 'local' | 'peer' | 'network';
  /** Whether `code` is the application's or QUIC's own (RFC 9000, section 20). */
  readonly isApplication: boolean;
  readonly code: number;
  readonly cause?: Error | undefined;
}

/** One bidirectional stream. */
export interface QuicStream {
  /** RFC 9000, section 2.1. Unknown, and -1, until the peer allows the stream. */
  readonly id: number;
  /** Bytes taken by `write` and not yet by the engine. */
  readonly bufferedBytes: number;
  /** Whether bytes of `write` may still be looked at; see `Connection`. Absent: always. */
  readonly holdsSent?: boolean;
  /** Queue `bytes`, which the stream owns from now on. `false`: hold back until `onDrain`. */
  write(bytes: Uint8Array): boolean;
  /** Say our end, after all that was written. */
  end(): void;
  /** Drop what waits and tell the peer, with an application code. */
  reset(code: number): void;
  /** Tell the peer that nothing more is read, with an application code. */
  stopSending(code: number): void;
  /** Stop calling `onData`, so that the peer feels it. */
  pause(): void;
  /** Go on calling `onData`. */
  resume(): void;
}

/** Who hears of a stream. Never called from inside a call to it. */
export interface StreamHandler {
  /** Bytes have come. The handler owns them. */
  onData(bytes: Uint8Array): void;
  /** There is room again after a `write` that said `false`. */
  onDrain(): void;
  /** The peer has said its end; all its bytes have been handed over. */
  onEnd(): void;
  /** Both ends were said, and the peer has all our bytes. */
  onFinished(): void;
  /** The peer has dropped what it had not sent yet, with an application code. */
  onReset(code: number): void;
  /** The peer reads no more, with an application code. */
  onStopped(code: number): void;
}
