import type { X509Certificate } from 'node:crypto';
import type {
  HostPort,
  QuicSession,
  QuicStream,
  SessionEnd,
  SessionHandler,
  StreamHandler,
} from '../provider.ts';
import type { QuicheConnection } from './binding.ts';
import { Deadline } from './deadline.ts';
import { OverheadGuard } from './overhead-guard.ts';
import type { SessionContext } from './session-context.ts';
import { type ReaderHost, SessionReader } from './session-reader.ts';
import { type SenderHost, SessionSender } from './session-sender.ts';
import { certificateOf, endOf, FORGOTTEN } from './session-state.ts';
import { StreamTable, type TableHost } from './stream-table.ts';
import type { TurnTask } from './turn-queue.ts';

/** Who owns a session. */
export interface SessionOwner {
  /** The handshake is done. @returns who hears of the session; `undefined`: it has been closed. */
  onEstablished(session: QuicheSession): SessionHandler | undefined;
  /** It has ended, before or after `onEstablished`. Packets may still come for it. */
  onEnded(session: QuicheSession, end: SessionEnd): void;
  /** Packets for it may carry `id` from now on. */
  onNewId(session: QuicheSession, id: Uint8Array): void;
  /** No packet for it carries `id` any more. */
  onRetiredId(session: QuicheSession, id: Uint8Array): void;
  /** No packet for it is of use any more. */
  onGone(session: QuicheSession): void;
}

/** One connection of quiche: what comes in is handed out, what is to be said goes out. */
export class QuicheSession implements QuicSession, TurnTask {
  readonly isServer: boolean;
  readonly remote: HostPort;
  readonly #connection: QuicheConnection;
  readonly #context: SessionContext;
  readonly #owner: SessionOwner;
  readonly #streams: StreamTable;
  readonly #guard: OverheadGuard;
  readonly #deadline: Deadline;
  readonly #reader: SessionReader;
  readonly #sender: SessionSender;
  readonly #path: { readonly from: HostPort; readonly to: HostPort };
  #isQueued = false;
  /** Bytes handed over since the last `endTurn`. */
  #deliveredBytes = 0;
  /** Unknown after each packet, with which the peer may have changed its connection id. */
  #maxDatagramBytes: number | undefined;
  /** What this end has asked for. */
  #closing: SessionEnd | undefined;
  /** How it has ended. */
  #end: SessionEnd | undefined;
  #isGone = false;
  /** Packets received, modulo 2³². For those who look for signs of life. */
  packetsReceived = 0;

  constructor(
    connection: QuicheConnection,
    remote: HostPort,
    isServer: boolean,
    context: SessionContext,
    owner: SessionOwner,
  ) {
    this.isServer = isServer;
    this.remote = remote;
    this.#connection = connection;
    this.#context = context;
    this.#owner = owner;
    this.#path = { from: remote, to: context.local };
    this.#guard = new OverheadGuard(context.windowBytes);
    this.#deadline = new Deadline(() => this.#onDeadline());
    this.#streams = new StreamTable(this.#tableHost(), isServer);
    this.#reader = new SessionReader(this.#readerHost(), isServer);
    this.#sender = new SessionSender(this.#senderHost());
  }

  /** Whether the handshake is done and somebody hears of the session. */
  get isEstablished(): boolean {
    return this.#reader.handler !== undefined;
  }

  get local(): HostPort {
    return this.#context.local;
  }

  get alpn(): string {
    return Buffer.from(this.#connection.applicationProto()).toString();
  }

  get isResumed(): boolean {
    return this.#connection.isResumed();
  }

  get peerCertificate(): X509Certificate | undefined {
    return certificateOf(this.#connection);
  }

  get maxDatagramBytes(): number {
    this.#maxDatagramBytes ??= this.#connection.dgramMaxWritableLen() ?? 0;
    return this.#maxDatagramBytes;
  }

  openStream(handler: StreamHandler): QuicStream {
    return this.#streams.open(handler);
  }

  sendDatagram(bytes: Uint8Array): boolean {
    const most = this.maxDatagramBytes;
    if (this.#end !== undefined || most === 0 || bytes.length > most) return false;
    this.queue();
    return this.#connection.dgramSend(bytes) !== null;
  }

  close(code: number): void {
    this.#close(true, code);
  }

  /** End the session with a code of QUIC itself (RFC 9000, section 20.1). */
  closeTransport(code: number): void {
    this.#close(false, code);
  }

  /** Ask the peer for a sign of life. */
  ping(): void {
    this.#connection.sendAckEliciting();
    this.queue();
  }

  /** Let go of the connection without a word to the peer. @param end unless it has ended already. */
  drop(end: SessionEnd): void {
    this.#onEnd(end);
    this.#onGone();
  }

  /** A packet has come, which is changed. */
  receive(packet: Buffer, from: HostPort): void {
    if (this.#isGone) return;
    const isKnown = from.port === this.remote.port && from.host === this.remote.host;
    if (!isKnown && !this.#context.migration) return;
    this.packetsReceived = (this.packetsReceived + 1) >>> 0;
    this.#maxDatagramBytes = undefined;
    this.#guard.onReceived(packet.length);
    this.#feed(packet, isKnown ? this.#path : { from, to: this.local });
    const isFirst = !this.#isQueued;
    this.queue();
    // The rest of a turn's packets is read at its end, and answered with one flush.
    if (isFirst) this.#read();
    else this.#reader.hasUnread = true;
  }

  /** Have `endTurn` called. */
  queue(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    this.#context.turns.add(this);
  }

  endTurn(): number {
    this.#isQueued = false;
    if (this.#isGone) return 1;
    if (this.#reader.hasUnread) this.#read();
    this.#streams.push();
    this.#sender.flush();
    if (this.#end === undefined) this.#streams.settle();
    this.#checkEnd();
    if (!this.#isGone) this.#deadline.set(this.#connection.timeout());
    return this.#takeWork();
  }

  #tableHost(): TableHost {
    const { shutdown, readSlab } = this.#context;
    return {
      connection: this.#connection,
      shutdown,
      readSlab,
      queue: () => this.queue(),
      queueRead: () => {
        this.#reader.hasUnread = true;
        this.queue();
      },
      onDelivered: (bytes) => this.#onDelivered(bytes),
      // Streams are looked for only once there is a handler.
      onStream: (stream) => this.#reader.handler!.onStream(stream),
    };
  }

  #readerHost(): ReaderHost {
    const ids = {
      onNewId: (id: Uint8Array) => this.#owner.onNewId(this, id),
      onRetiredId: (id: Uint8Array) => this.#owner.onRetiredId(this, id),
    };
    return {
      connection: this.#connection,
      streams: this.#streams,
      ids: this.#context.migration ? ids : undefined,
      onEstablished: () => this.#owner.onEstablished(this),
      onDelivered: (bytes) => this.#onDelivered(bytes),
    };
  }

  #senderHost(): SenderHost {
    return {
      connection: this.#connection,
      writer: this.#context.writer,
      streams: this.#streams,
      guard: this.#guard,
      queue: () => this.queue(),
      onBroken: (cause) => {
        this.#closing ??= { by: 'network', isApplication: false, code: 0, cause };
      },
    };
  }

  #feed(packet: Buffer, path: { readonly from: HostPort; readonly to: HostPort }): void {
    try {
      this.#connection.recv(packet, path);
    } catch {
      // A packet that is not the peer's is dropped, and a failure is in the connection's state. But
      // nobody is kept in mind for a first packet that is none.
      if (this.isServer && this.#connection.stats().recv === 0) return this.drop(FORGOTTEN);
    }
    if (this.#guard.isSpent) this.closeTransport(EXCESSIVE_LOAD);
  }

  #read(): void {
    if (this.#end === undefined) this.#reader.read();
    else this.#reader.hasUnread = false;
  }

  #onDelivered(bytes: number): void {
    this.#deliveredBytes += bytes;
    this.#guard.onDelivered(bytes);
  }

  #takeWork(): number {
    const work = 1 + this.#sender.sentPackets + this.#deliveredBytes / BYTES_PER_WORK;
    this.#sender.sentPackets = 0;
    this.#deliveredBytes = 0;
    return work;
  }

  #close(isApplication: boolean, code: number): void {
    if (this.#closing !== undefined || this.#end !== undefined) return;
    this.#closing = { by: 'local', isApplication, code };
    this.#sender.close(isApplication, code);
  }

  #onDeadline(): void {
    this.#connection.onTimeout();
    this.queue();
  }

  #checkEnd(): void {
    // A close that has to wait until it may be sent is an end for this side all the same.
    const end = this.#end ?? this.#closing ?? this.#endByPeer();
    if (end === undefined) return;
    this.#onEnd(end);
    if (this.#sender.isBroken || this.#connection.isClosed()) this.#onGone();
  }

  /** An end that nobody has asked for here, once all that came before it is handed over. */
  #endByPeer(): SessionEnd | undefined {
    if (this.#reader.hasUnread) return undefined;
    return endOf(this.#connection, this.#context.writer.lastError);
  }

  #onEnd(end: SessionEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#owner.onEnded(this, end);
    this.#reader.handler?.onClose(end);
  }

  #onGone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#deadline.clear();
    this.#sender.stop();
    this.#owner.onGone(this);
  }
}

/** Handing over so much is as much work as sending a packet, and the handler's own comes to it. */
const BYTES_PER_WORK = 1024;
/** `INTERNAL_ERROR`, for want of a code for peers that only make work. */
const EXCESSIVE_LOAD = 0x01;
