import type { AnswersOwner } from './answers.ts';
import { Channels } from './channels.ts';
import type { CallType, MessageType } from './codec.ts';
import { checkType } from './check-type.ts';
import type { ControlFactory, SessionControl } from './control.ts';
import { sendInDatagram } from './datagram-send.ts';
import { ControlLink } from './control-link.ts';
import { abortable, deferred, type Deferred } from './deferred.ts';
import type { DispatchTarget } from './dispatcher.ts';
import { NetError } from './errors.ts';
import type { InboxOwner } from './inbox-parts.ts';
import type { Logger } from './logger.ts';
import { type Message, MessageKind } from './message.ts';
import { noHandler } from './no-handler.ts';
import type { Outbox, OutboxOwner } from './outbox.ts';
import type { IdRange } from './protocol.ts';
import type { SessionContext } from './session-context.ts';
import { SessionEnd } from './session-end.ts';
import { SessionLog } from './session-log.ts';
import { createParts, type SessionParts } from './session-parts.ts';
import type { CloseInfo, RequestOptions, SendOptions, Session } from './session.ts';
import { sharedHeader } from './shared-header.ts';
import type { Abortable, Connection, ConnectionHandler, ConnectionKind } from './transport.ts';

/**
 * The session behind `serve` and `connect`: joins what is received, what runs, what waits for an
 * answer and what is sent.
 *
 * In: connection → inbox → framer (where boundaries are not kept) → packets → dispatcher → router.
 * Out: codec → packets → framer → outbox → connection, all sends of one turn in one write.
 */
export class OpenSession implements Session, DispatchTarget, AnswersOwner, InboxOwner, OutboxOwner {
  readonly id: string;
  readonly local: string;
  readonly remote: string;
  /** Called once when it has ended. Unlike a promise it costs an idle session nothing. */
  onEnd: ((session: OpenSession) => void) | undefined = undefined;
  readonly parent: OpenSession | undefined;
  #identity: string | undefined = undefined;
  readonly #context: SessionContext;
  readonly #parts: SessionParts<OpenSession>;
  readonly #outbox: Outbox;
  #log: SessionLog | undefined;
  #createControl: ControlFactory | undefined;
  #closed: Promise<CloseInfo> | undefined;
  #markClosed: ((info: CloseInfo) => void) | undefined;
  readonly #ids: IdRange;
  #channels: Channels<OpenSession> | undefined;
  #rates: readonly [framesPerSecond: number, bytesPerSecond: number] | undefined;
  readonly #end: SessionEnd;
  #drained: Deferred | undefined;

  constructor(
    id: string,
    connection: Connection,
    ids: IdRange,
    context: SessionContext,
    parent?: OpenSession,
  ) {
    this.id = id;
    this.parent = parent;
    this.#ids = ids;
    this.local = connection.local;
    this.remote = connection.remote;
    this.#context = context;
    const parts = createParts<OpenSession>(this, connection, ids, context);
    this.#parts = parts;
    this.#outbox = parts.outbox;
    this.#end = new SessionEnd(parts, context, this);
  }

  get closed(): Promise<CloseInfo> {
    const { info } = this.#end;
    this.#closed ??=
      info === undefined
        ? new Promise((resolve) => (this.#markClosed = resolve))
        : Promise.resolve(info);
    return this.#closed;
  }

  /** What one send looks like at the far end. */
  get kind(): ConnectionKind {
    return this.#parts.connection.kind;
  }

  /** Who receives what the connection reports. */
  get connectionHandler(): ConnectionHandler {
    return this.#parts.inbox;
  }

  send<T>(type: MessageType<T>, value: NoInfer<T>, options?: SendOptions): boolean {
    this.#end.checkOpen();
    checkType(type.type, this.#context.protocol);
    if (options?.delivery === 'unreliable' && this.#sendInDatagram(type, value, options))
      return true;
    const header = sharedHeader(MessageKind.Push, type.type, 0, 0, options);
    return this.#channelOf(type.type).#outbox.write(header, type.codec, value);
  }

  /** Append a packet that `encodePacket` made for this kind of connection. */
  sendPacket(packet: Uint8Array): boolean {
    this.#end.checkOpen();
    return this.#outbox.append(packet);
  }

  /** Whether `sendPacket` may be called. @throws NetError `MESSAGE_TOO_LARGE` */
  takes(packet: Uint8Array): boolean {
    if (!this.#end.isClosed) this.#outbox.checkSize(packet.length);
    return !this.#end.isClosed;
  }

  request<Q, R>(
    type: CallType<Q, R>,
    value: NoInfer<Q>,
    options: RequestOptions = NO_OPTIONS,
  ): Promise<R> {
    try {
      this.#end.checkOpen();
      const channel = this.#channelOf(type.type);
      return channel.#parts.requests.start(type, value, options, channel.#parts.inbox);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  openChannel(): Session {
    this.#end.checkOpen();
    if (this.parent !== undefined) return this.parent.openChannel();
    return this.#allChannels().open();
  }

  async drained({ signal }: Abortable = {}): Promise<void> {
    await this.#channels?.drained({ signal });
    await this.#ownDrained(signal);
  }

  #ownDrained(signal: AbortSignal | undefined): Promise<void> {
    if (this.#end.isClosed) return Promise.reject(this.#end.error);
    if (!this.#outbox.isCongested) return Promise.resolve();
    this.#drained ??= deferred();
    return abortable(this.#drained.promise, signal);
  }

  close({ signal }: Abortable = {}): Promise<void> {
    const channels = this.#channels;
    if (channels === undefined) return this.#end.close(signal);
    return channels.close({ signal }).then(() => this.#end.close(signal));
  }

  abort(reason?: Error): void {
    this.#end.abort(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // What the dispatcher asks and reports.

  get canAnswer(): boolean {
    return !this.#outbox.isCongested;
  }

  onRoom(): void {
    this.#parts.inbox.onRoom();
  }

  onIdle(): void {
    this.#end.onIdle();
  }

  // What the other parts report.

  onControl(message: Message): void {
    const control = this.#end.control ?? this.#startControl();
    if (control !== undefined) return control.onControl(message);
    throw new NetError('VERSION_UNSUPPORTED', `control packet ${message.type} is not known here`);
  }

  onBadInput(error: unknown): void {
    if (this.#parts.connection.kind === 'datagram' && !isOfSession(error)) {
      this.onBadDatagram(error);
    } else {
      this.fail(toNetError(error));
    }
  }

  onBadDatagram(error: unknown): void {
    this.#context.stats.dropped++;
    this.line('debug', { error }, 'a datagram was dropped');
  }

  onChannel(channel: Connection): ConnectionHandler {
    if (!this.#end.isClosed && !this.isShut) return this.#allChannels().accept(channel);
    channel.abort(this.#end.error);
    return noHandler;
  }

  onTooManyErrors(error: NetError): void {
    // Anyone can forge a datagram, and must not end a session by it.
    if (this.kind !== 'datagram') this.fail(error);
  }

  line(level: keyof Logger, fields: object, text: string): void {
    this.#log ??= new SessionLog(this.#context, this);
    this.#log.line(level, fields, text);
  }

  onDrained(): void {
    this.#drained?.resolve();
    this.#drained = undefined;
    this.#parts.dispatcher.wake();
  }

  onSlowConsumer(text: string): void {
    this.fail(new NetError('SLOW_CONSUMER', text));
  }

  onDrain(): void {
    this.#outbox.onDrain();
  }

  onClose(error?: Error): void {
    const info = this.#end.settle(error);
    if (info === undefined) return;
    const reason = this.#end.error;
    this.#parts.inbox.stop();
    this.#outbox.stop();
    this.#parts.answers.stop();
    this.#end.control?.onClose(reason);
    this.#parts.dispatcher.stop(reason);
    this.#parts.requests.stop(reason);
    this.#drained?.reject(reason);
    this.#end.onIdle();
    this.#markClosed?.(info);
    this.onEnd?.(this);
  }

  // What the server, the client and the control of the session ask.

  get identity(): string | undefined {
    return this.#identity ?? this.parent?.identity;
  }

  set identity(identity: string) {
    this.#identity = identity;
  }

  get pendingRequests(): number {
    return this.#parts.requests.size;
  }

  /** Whether its peer is not known yet. */
  get isShut(): boolean {
    return this.#parts.dispatcher.isShut;
  }

  get roundTripMs(): number | undefined {
    return this.#end.control?.roundTripMs;
  }

  /** Have control packets handled by what `create` makes: now, or when the first one comes. */
  setControl(create: ControlFactory, isNeeded: boolean): SessionControl | undefined {
    this.#createControl = create;
    return isNeeded ? this.#startControl() : undefined;
  }

  /** Bound what comes in a second, by this stream and by each channel from now on. */
  limitRate(framesPerSecond: number, bytesPerSecond: number): void {
    this.#rates = [framesPerSecond, bytesPerSecond];
    this.#parts.inbox.limitRate(framesPerSecond, bytesPerSecond);
    this.#channels?.limitRate(framesPerSecond, bytesPerSecond);
  }

  onPeerClose(reason: NetError): void {
    this.#end.onPeerClose(reason);
    this.#parts.requests.stop(this.#end.error);
  }

  onGoAway(reason: NetError): void {
    const left = this.#channels?.onGoAway(reason);
    this.#end.onGoAway(reason, async () => {
      await left;
      await this.close();
    });
  }

  /** Ask the peer to leave, refuse what is new, and close once it has left or `signal` is aborted. */
  dismiss(retryAfterMs: number, signal: AbortSignal): Promise<void> {
    void this.#channels?.close({ signal });
    return this.#end.dismiss(retryAfterMs, signal, this.closed);
  }

  fail(error: NetError): void {
    this.#end.fail(error);
    // The connection may last until the peer has heard why: nobody has to wait for that.
    this.#parts.requests.stop(this.#end.error);
  }

  /** The stream by which messages of this type go. */
  #channelOf(type: number): OpenSession {
    const number = type % this.#context.channelsByType;
    if (number === 0 || this.parent !== undefined) return this;
    if (this.#parts.connection.openChannel === undefined) return this;
    return this.#allChannels().numbered(number);
  }

  #allChannels(): Channels<OpenSession> {
    this.#channels ??= new Channels(this.#parts.connection, (connection, number) => {
      const id = `${this.id}.${number}`;
      const channel = new OpenSession(id, connection, this.#ids, this.#context, this);
      if (this.#rates !== undefined) channel.limitRate(...this.#rates);
      return channel;
    });
    return this.#channels;
  }

  #sendInDatagram<T>(type: MessageType<T>, value: T, options: SendOptions): boolean {
    const { stats, protocol } = this.#context;
    const parts = { stats, packets: protocol.packets };
    return sendInDatagram(this.#parts.connection, parts, type, value, options);
  }

  #startControl(): SessionControl | undefined {
    const link = new ControlLink(this, this.#parts, this.#context);
    this.#end.control = this.#createControl?.(link);
    return this.#end.control;
  }
}

function toNetError(error: unknown): NetError {
  if (error instanceof NetError) return error;
  return new NetError('INTERNAL_ERROR', 'reading what the peer sent failed', { cause: error });
}

/** Whether an error is about the session and not about the one datagram that showed it. */
function isOfSession(error: unknown): boolean {
  return error instanceof NetError && error.kind === 'overload';
}

const NO_OPTIONS: RequestOptions = {};
