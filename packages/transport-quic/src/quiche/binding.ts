import type { HostPort } from '../provider.ts';

/**
 * The part of the quiche binding that is used here. It moves no packet and knows no time but the
 * system's: packets are put in and taken out.
 *
 * Source: the Node-API module of MatrixAI/js-quic (`src/native/napi`), over quiche 0.18.0. Numbers
 * are plain numbers, buffers are read during the call only, and failures throw an `Error` whose
 * message is the name of quiche's error, with a code in brackets where there is one.
 */
export interface QuicheBinding {
  readonly Config: {
    /** Certificates and keys are PEM; only the first pair is ever shown. */
    withBoringSslCtx(
      verifyPeer: boolean,
      verifyAllowFail: boolean,
      authorities: Uint8Array | null,
      keys: readonly Uint8Array[] | null,
      certificates: readonly Uint8Array[] | null,
      signatureAlgorithms: null,
    ): QuicheConfig;
  };
  readonly Connection: {
    /** @param originalId what a Retry replaced; `null` without one. */
    accept(
      sourceId: Uint8Array,
      originalId: Uint8Array | null,
      local: HostPort,
      remote: HostPort,
      config: QuicheConfig,
    ): QuicheConnection;
    /** @param serverName checked by the engine; `null`: only the chain is checked. */
    connect(
      serverName: string | null,
      sourceId: Uint8Array,
      local: HostPort,
      remote: HostPort,
      config: QuicheConfig,
    ): QuicheConnection;
  };
  readonly Header: { fromSlice(packet: Uint8Array, idBytes: number): QuicheHeader };
  readonly Type: { readonly Initial: number };
  readonly Shutdown: { readonly Read: number; readonly Write: number };
  versionIsSupported(version: number): boolean;
  /** Writes a Version Negotiation packet to `out`; returns its length. */
  negotiateVersion(sourceId: Uint8Array, destinationId: Uint8Array, out: Uint8Array): number;
  /** Writes a Retry packet to `out`; returns its length. */
  retry(
    sourceId: Uint8Array,
    destinationId: Uint8Array,
    newSourceId: Uint8Array,
    token: Uint8Array,
    version: number,
    out: Uint8Array,
  ): number;
}

/** Settings of connections, TLS included. One may serve many. */
export interface QuicheConfig {
  setApplicationProtos(names: readonly string[]): void;
  setMaxIdleTimeout(ms: number): void;
  setMaxRecvUdpPayloadSize(bytes: number): void;
  setMaxSendUdpPayloadSize(bytes: number): void;
  setInitialMaxData(bytes: number): void;
  setInitialMaxStreamDataBidiLocal(bytes: number): void;
  setInitialMaxStreamDataBidiRemote(bytes: number): void;
  setInitialMaxStreamsBidi(count: number): void;
  setInitialMaxStreamsUni(count: number): void;
  setMaxConnectionWindow(bytes: number): void;
  setMaxStreamWindow(bytes: number): void;
  setActiveConnectionIdLimit(count: number): void;
  setDisableActiveMigration(isDisabled: boolean): void;
  enablePacing(isOn: boolean): void;
  enableDgram(isOn: boolean, mostReceived: number, mostSent: number): void;
  grease(isOn: boolean): void;
}

/** The header of a packet (RFC 9000, section 17.2). */
export interface QuicheHeader {
  readonly ty: number;
  readonly version: number;
  /** Destination connection id. */
  readonly dcid: Uint8Array;
  /** Source connection id. */
  readonly scid: Uint8Array;
  readonly token?: Uint8Array | null;
}

/** One connection. */
export interface QuicheConnection {
  /** Decrypts `packet` in place. Throws when the handshake fails, which `send` then tells the peer. */
  recv(packet: Uint8Array, path: { readonly from: HostPort; readonly to: HostPort }): number;
  /** Writes the next packet to `out`; `null` when there is none. */
  send(out: Uint8Array): readonly [bytes: number, path: { readonly to: HostPort }] | null;
  /** Milliseconds until `onTimeout` is due, rounded down; `null` when nothing is. */
  timeout(): number | null;
  onTimeout(): void;
  close(isApplication: boolean, code: number, reason: Uint8Array): void;
  sendAckEliciting(): void;
  isEstablished(): boolean;
  isDraining(): boolean;
  isClosed(): boolean;
  isTimedOut(): boolean;
  isResumed(): boolean;
  isReadable(): boolean;
  applicationProto(): Uint8Array;
  /** DER, the peer's own first. */
  peerCertChain(): readonly Uint8Array[] | null;
  peerError(): QuicheClose | null;
  localError(): QuicheClose | null;
  session(): Uint8Array | null;
  setSession(ticket: Uint8Array): void;
  /** Ids of the streams that have something to read. */
  readable(): Iterable<number>;
  streamReadable(id: number): boolean;
  streamRecv(id: number, out: Uint8Array): readonly [bytes: number, isEnd: boolean] | null;
  /** Returns how much was taken; `null`: nothing. */
  streamSend(id: number, bytes: Uint8Array, isEnd: boolean): number | null;
  /** Throws when both directions of the stream are done. */
  streamCapacity(id: number): number;
  streamShutdown(id: number, direction: number, code: number): void;
  peerStreamsLeftBidi(): number;
  dgramSend(bytes: Uint8Array): unknown;
  /** Copies the next datagram to `out`; returns its length, or `null` when there is none. */
  dgramRecv(out: Uint8Array): number | null;
  dgramMaxWritableLen(): number | null;
  /** `recv`: packets of the peer's that could be read. */
  stats(): { readonly recv: number };
  sourceCidsLeft(): number;
  newSourceCid(id: Uint8Array, resetToken: bigint, retireIfNeeded: boolean): number;
  retiredScidNext(): Uint8Array | null;
  pathEventNext(): unknown;
}

/** What is in a CONNECTION_CLOSE frame. */
interface QuicheClose {
  readonly isApp: boolean;
  readonly errorCode: number;
}

/** The code in the message of `StreamReset(42)`; `undefined` for another error. */
export function codeIn(error: unknown, name: 'StreamReset' | 'StreamStopped'): number | undefined {
  const found = error instanceof Error ? NAME_AND_CODE.exec(error.message) : null;
  return found?.[1] === name ? Number(found[2]) : undefined;
}

/** Bytes of the connection ids that this end gives out. */
export const ID_BYTES = 20;
const NAME_AND_CODE = /^(\w+)\((\d+)\)/;
