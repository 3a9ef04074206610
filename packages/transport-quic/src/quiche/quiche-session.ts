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
import { CloseRepeater } from './close-repeater.ts';
import { Deadline } from './deadline.ts';
import { OverheadGuard } from './overhead-guard.ts';
import { type IdObserver, renewIds } from './renew-ids.ts';
import type { SessionContext } from './session-context.ts';
import { certificateOf, endOf, FORGOTTEN } from './session-state.ts';
import { StreamTable } from './stream-table.ts';
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
  readonly #ids: IdObserver;
  readonly #path: { readonly from: HostPort; readonly to: HostPort };
  #handler: SessionHandler | undefined;
  #isQueued = false;
  #hasUnread = false;
  #wantsTicket: boolean;
  /** What this end has asked for. */
  #closing: SessionEnd | undefined;
  /** How it has ended. */
  #end: SessionEnd | undefined;
  #isBroken = false;
  #isGone = false;
  #repeater: CloseRepeater | undefined;
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
    this.#ids = {
      onNewId: (id) => owner.onNewId(this, id),
      onRetiredId: (id) => owner.onRetiredId(this, id),
    };
    this.#wantsTicket = !isServer;
    this.#guard = new OverheadGuard(context.windowBytes);
    this.#deadline = new Deadline(() => this.#onDeadline());
    this.#streams = new StreamTable(this.#tableHost(), isServer);
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
    return this.#connection.dgramMaxWritableLen() ?? 0;
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
    this.#guard.onReceived(packet.length);
    this.#feed(packet, isKnown ? this.#path : { from, to: this.local });
    const isFirst = !this.#isQueued;
    this.queue();
    // The rest of a turn's packets is read at its end, and answered with one flush.
    if (isFirst) this.#read();
    else this.#hasUnread = true;
  }

  /** Have `endTurn` called. */
  queue(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    this.#context.turns.add(this);
  }

  endTurn(): void {
    this.#isQueued = false;
    if (this.#isGone) return;
    if (this.#hasUnread) this.#read();
    this.#streams.push();
    this.#flush();
    if (this.#end === undefined) this.#streams.settle();
    this.#checkEnd();
    if (!this.#isGone) this.#deadline.set(this.#connection.timeout());
  }

  #tableHost(): ConstructorParameters<typeof StreamTable>[0] {
    const { shutdown, readSlab } = this.#context;
    return {
      connection: this.#connection,
      shutdown,
      readSlab,
      queue: () => this.queue(),
      queueRead: () => {
        this.#hasUnread = true;
        this.queue();
      },
      onDelivered: (bytes) => this.#guard.onDelivered(bytes),
      // Streams are looked for only once there is a handler.
      onStream: (stream) => this.#handler!.onStream(stream),
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
    this.#hasUnread = false;
    if (this.#end !== undefined) return;
    if (this.#handler === undefined && !this.#establish()) return;
    this.#streams.pump();
    this.#readDatagrams();
    if (this.#wantsTicket) this.#readTicket();
    if (this.#context.migration) renewIds(this.#connection, this.#ids);
  }

  #establish(): boolean {
    if (!this.#connection.isEstablished()) return false;
    this.#handler = this.#owner.onEstablished(this);
    return this.#handler !== undefined;
  }

  #readDatagrams(): void {
    for (;;) {
      const datagram = this.#connection.dgramRecvVec();
      if (datagram === null) return;
      this.#guard.onDelivered(datagram.length);
      this.#handler?.onDatagram(datagram);
    }
  }

  #readTicket(): void {
    const ticket = this.#connection.session();
    if (ticket === null) return;
    this.#wantsTicket = false;
    this.#handler?.onTicket(ticket);
  }

  #flush(): void {
    if (this.#isBroken) return;
    try {
      this.#send();
    } catch (error) {
      // quiche cannot go on, and nobody is to pay for it but this connection.
      const cause = error instanceof Error ? error : undefined;
      this.#isBroken = true;
      this.#closing ??= { by: 'network', isApplication: false, code: 0, cause };
      this.queue();
    }
  }

  #send(): void {
    const { bytes, isMore } = this.#context.writer.flush(this.#connection);
    this.#guard.onSent(bytes);
    if (bytes > 0 && this.#closing !== undefined) this.#repeatClose();
    // Packets that went out may have made room for more.
    if (isMore || (bytes > 0 && this.#streams.push())) this.queue();
  }

  #close(isApplication: boolean, code: number): void {
    if (this.#closing !== undefined || this.#end !== undefined) return;
    this.#closing = { by: 'local', isApplication, code };
    // quiche forgets a close before the handshake's last packet is out, and what it queued so far.
    this.#flush();
    this.#connection.close(isApplication, code, NO_REASON);
    this.#flush();
    this.queue();
  }

  #repeatClose(): void {
    if (this.#repeater !== undefined || !this.#connection.isDraining()) return;
    const drainMs = this.#connection.timeout() ?? 0;
    this.#repeater = new CloseRepeater(drainMs, this.#context.writer.repeater());
  }

  #onDeadline(): void {
    this.#connection.onTimeout();
    this.queue();
  }

  #checkEnd(): void {
    // A close that has to wait until it may be sent is an end for this side all the same.
    const end =
      this.#end ?? this.#closing ?? endOf(this.#connection, this.#context.writer.lastError);
    if (end === undefined) return;
    this.#onEnd(end);
    if (this.#isBroken || this.#connection.isClosed()) this.#onGone();
  }

  #onEnd(end: SessionEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#owner.onEnded(this, end);
    this.#handler?.onClose(end);
  }

  #onGone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#deadline.clear();
    this.#repeater?.stop();
    this.#owner.onGone(this);
  }
}

/** The reason in a close is for people; ours say nothing to a stranger. */
const NO_REASON = new Uint8Array(0);
/** `INTERNAL_ERROR`, for want of a code for peers that only make work. */
const EXCESSIVE_LOAD = 0x01;
