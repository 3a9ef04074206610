import { Answers } from './answers.ts';
import { Channels } from './channels.ts';
import type { CallType, Codec, MessageType } from './codec.ts';
import { closedError, closeInfo } from './close-info.ts';
import { checkType } from './check-type.ts';
import { Control, type ControlFactory, type SessionControl } from './control.ts';
import { ControlLink, sendControl } from './control-link.ts';
import { abortable, deferred, type Deferred } from './deferred.ts';
import { Departure } from './departure.ts';
import { Dispatcher, type DispatchTarget } from './dispatcher.ts';
import type { NetErrorCode } from './error-codes.ts';
import { NetError } from './errors.ts';
import { Inbox, type InboxContext, type InboxOwner } from './inbox.ts';
import { Intake, type IntakeOwner } from './intake.ts';
import type { Logger } from './logger.ts';
import { type Message, MessageKind } from './message.ts';
import { noHandler } from './no-handler.ts';
import { Outbox, type OutboxContext, type OutboxOwner } from './outbox.ts';
import { encodePacket } from './packet-encoding.ts';
import type { IdRange, Protocol } from './protocol.ts';
import { Requests } from './requests.ts';
import type { Routes } from './routes.ts';
import { SessionLog } from './session-log.ts';
import type { CloseInfo, RequestOptions, SendOptions, Session } from './session.ts';
import { sharedHeader } from './shared-header.ts';
import type { Abortable, Connection, ConnectionHandler, ConnectionKind } from './transport.ts';

/** What all sessions of one server, or of one client, share. */
export interface SessionContext extends InboxContext, OutboxContext {
  readonly bounds: InboxContext['bounds'];
  readonly protocol: Protocol;
  /** Streams of one session: see `Stack`. */
  readonly channelsByType: number;
  readonly routes: Routes<Session>;
  readonly logger: Logger;
}

/**
 * The session behind `serve` and `connect`: joins what is received, what runs, what waits for an
 * answer and what is sent.
 *
 * In: connection → inbox → framer (where boundaries are not kept) → packets → dispatcher → router.
 * Out: codec → packets → framer → outbox → connection, all sends of one turn in one write.
 */
export class OpenSession implements Session, DispatchTarget, InboxOwner, IntakeOwner, OutboxOwner {
  readonly id: string;
  readonly local: string;
  readonly remote: string;
  readonly closed: Promise<CloseInfo>;
  readonly parent: OpenSession | undefined;
  #identity: string | undefined = undefined;
  readonly #connection: Connection;
  readonly #context: SessionContext;
  readonly #dispatcher: Dispatcher<OpenSession>;
  readonly #requests: Requests;
  readonly #intake: Intake;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #answers: Answers;
  readonly #departure: Departure;
  readonly #log: SessionLog;
  #createControl: ControlFactory | undefined;
  #control: SessionControl | undefined;
  #markClosed!: (info: CloseInfo) => void;
  #cause: CloseInfo | undefined;
  readonly #ids: IdRange;
  #channels: Channels<OpenSession> | undefined;
  #channelCount = 0;
  #goingAway: NetError | undefined;
  #isClosed = false;
  #drained: Deferred | undefined;

  constructor(
    id: string,
    connection: Connection,
    ids: IdRange,
    context: SessionContext,
    parent?: OpenSession,
  ) {
    const { protocol, routes, timers, clock, bounds } = context;
    this.id = id;
    this.parent = parent;
    this.#ids = ids;
    this.local = connection.local;
    this.remote = connection.remote;
    this.closed = new Promise((resolve) => (this.#markClosed = resolve));
    this.#connection = connection;
    this.#context = context;
    const { packets } = protocol;
    const hasControl = packets.features.control;
    const framer = protocol.createFramer(connection.kind);
    const outbox = new Outbox(connection, framer, packets, context, this);
    const requests = new Requests(outbox, ids, context);
    const dispatcher = new Dispatcher<OpenSession>(this, routes, timers, bounds);
    const log = new SessionLog(context, this);
    const { kind } = connection;
    const { calls } = requests;
    const intake = new Intake({ kind, hasControl, dispatcher, calls }, context, this);
    this.#outbox = outbox;
    this.#requests = requests;
    this.#dispatcher = dispatcher;
    this.#log = log;
    this.#intake = intake;
    this.#answers = new Answers({ outbox, hasControl, log }, context, (error) => {
      // Anyone can forge a datagram, and must not end a session by it.
      if (this.kind !== 'datagram') this.fail(error);
    });
    this.#inbox = new Inbox({ connection, framer, packets, intake, outbox }, context, this);
    this.#departure = new Departure({ connection, intake, dispatcher, outbox, clock }, bounds);
  }

  /** What one send looks like at the far end. */
  get kind(): ConnectionKind {
    return this.#connection.kind;
  }

  /** Who receives what the connection reports. */
  get connectionHandler(): ConnectionHandler {
    return this.#inbox;
  }

  send<T>(type: MessageType<T>, value: T, options?: SendOptions): boolean {
    this.#checkOpen();
    checkType(type.type, this.#context.protocol);
    if (options?.delivery === 'unreliable' && this.#sendDatagram(type, value, options)) return true;
    const header = sharedHeader(MessageKind.Push, type.type, 0, 0, options);
    return this.#channelOf(type.type).#outbox.write(header, type.codec, value);
  }

  /** Append a packet that `encodePacket` made for this kind of connection. */
  sendPacket(packet: Uint8Array): boolean {
    this.#checkOpen();
    return this.#outbox.append(packet);
  }

  /** Whether `sendPacket` may be called. @throws NetError `MESSAGE_TOO_LARGE` */
  takes(packet: Uint8Array): boolean {
    if (!this.#isClosed) this.#outbox.checkSize(packet.length);
    return !this.#isClosed;
  }

  request<Q, R>(type: CallType<Q, R>, value: Q, options: RequestOptions = NO_OPTIONS): Promise<R> {
    try {
      this.#checkOpen();
      const channel = this.#channelOf(type.type);
      return channel.#requests.start(type, value, options, channel.#inbox);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  openChannel(): Session {
    this.#checkOpen();
    if (this.parent !== undefined) return this.parent.openChannel();
    return this.#allChannels().open();
  }

  async drained({ signal }: Abortable = {}): Promise<void> {
    await this.#channels?.drained({ signal });
    await this.#ownDrained(signal);
  }

  #ownDrained(signal: AbortSignal | undefined): Promise<void> {
    if (this.#isClosed) return Promise.reject(this.#closedError());
    if (!this.#outbox.isCongested) return Promise.resolve();
    this.#drained ??= deferred();
    return abortable(this.#drained.promise, signal);
  }

  close({ signal }: Abortable = {}): Promise<void> {
    this.#cause ??= closeInfo('local', undefined);
    const channels = this.#channels;
    if (channels === undefined) return this.#departure.depart(signal);
    return channels.close({ signal }).then(() => this.#departure.depart(signal));
  }

  abort(reason?: Error): void {
    this.#cause ??= closeInfo('local', reason);
    this.#drop(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // What the dispatcher asks and reports.

  get canAnswer(): boolean {
    return !this.#outbox.isCongested;
  }

  onResult(message: Message, result: unknown, reply: Codec<unknown> | undefined): void {
    this.#answers.onResult(message, result, reply);
  }

  onError(message: Message, error: unknown): void {
    this.#answers.onError(message, error);
  }

  onRoom(): void {
    this.#inbox.onRoom();
  }

  onIdle(): void {
    this.#departure.onIdle();
  }

  // What the other parts report.

  onControl(message: Message): void {
    const control = this.#control ?? this.#startControl();
    if (control !== undefined) return control.onControl(message);
    throw new NetError('VERSION_UNSUPPORTED', `control packet ${message.type} is not known here`);
  }

  onRefused(message: Message, code: NetErrorCode, text: string): void {
    this.#answers.onRefused(message, code, text);
  }

  onBadInput(error: unknown): void {
    if (this.#connection.kind === 'datagram' && !isOfSession(error)) {
      this.onBadDatagram(error);
    } else {
      this.fail(toNetError(error));
    }
  }

  onBadDatagram(error: unknown): void {
    this.#context.stats.dropped++;
    this.#log.line('debug', { error }, 'a datagram was dropped');
  }

  onChannel(channel: Connection): ConnectionHandler {
    if (!this.#isClosed && !this.isShut) return this.#allChannels().accept(channel);
    channel.abort(this.#closedError());
    return noHandler;
  }

  onDrained(): void {
    this.#drained?.resolve();
    this.#drained = undefined;
    this.#dispatcher.wake();
  }

  onSlowConsumer(text: string): void {
    this.fail(new NetError('SLOW_CONSUMER', text));
  }

  onDrain(): void {
    this.#outbox.onDrain();
  }

  onClose(error?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const info = this.#cause ?? closeInfo(error === undefined ? 'remote' : 'transport', error);
    this.#cause = info;
    const reason = closedError(info);
    this.#inbox.stop();
    this.#outbox.stop();
    this.#answers.stop();
    this.#control?.onClose(reason);
    this.#dispatcher.stop(reason);
    this.#requests.stop(reason);
    this.#drained?.reject(reason);
    this.#departure.onIdle();
    this.#markClosed(info);
  }

  // What the server, the client and the control of the session ask.

  get identity(): string | undefined {
    return this.#identity ?? this.parent?.identity;
  }

  set identity(identity: string) {
    this.#identity = identity;
  }

  get pendingRequests(): number {
    return this.#requests.calls.size;
  }

  /** Whether its peer is not known yet. */
  get isShut(): boolean {
    return this.#intake.isShut;
  }

  get roundTripMs(): number | undefined {
    return this.#control?.roundTripMs;
  }

  /** Have control packets handled by what `create` makes: now, or when the first one comes. */
  setControl(create: ControlFactory, isNeeded: boolean): SessionControl | undefined {
    this.#createControl = create;
    return isNeeded ? this.#startControl() : undefined;
  }

  limitRate(framesPerSecond: number, bytesPerSecond: number): void {
    this.#inbox.limitRate(framesPerSecond, bytesPerSecond);
  }

  onPeerClose(reason: NetError): void {
    this.#cause ??= closeInfo('remote', reason);
    this.#departure.leaveNow(FAREWELL_MS);
  }

  onGoAway(reason: NetError): void {
    if (this.#goingAway !== undefined) return;
    this.#goingAway = reason;
    void this.#requests.calls.settled().then(() => {
      this.#cause ??= closeInfo('remote', reason);
      return this.close();
    });
  }

  /** Ask the peer to leave, refuse what is new, and close once it has left or `signal` is aborted. */
  dismiss(retryAfterMs: number, signal: AbortSignal): Promise<void> {
    this.#cause ??= closeInfo('local', undefined);
    if (this.#isClosed || this.#control?.isAgreed !== true) return this.#departure.depart(signal);
    sendControl(this.#outbox, Control.GoAway, retryAfterMs);
    return this.#departure.depart(signal, this.closed);
  }

  fail(error: NetError): void {
    if (this.#isClosed || this.#cause?.error !== undefined) return;
    this.#cause = closeInfo('local', error);
    this.#context.stats.failedSessions++;
    const { code, message: reason } = error;
    this.#log.line('warn', { code, reason }, 'a session was ended');
    this.#drop(error);
  }

  /** Drop the connection, but not before a peer that understands it has been told why. */
  #drop(reason: Error | undefined): void {
    this.#inbox.stop();
    const closeCode = reason instanceof NetError ? reason.closeCode : undefined;
    if (closeCode === undefined || !this.#mayTell()) return this.#connection.abort(reason);
    sendControl(this.#outbox, Control.Close, closeCode);
    this.#departure.leaveNow(FAREWELL_MS);
  }

  /** The stream by which messages of this type go. */
  #channelOf(type: number): OpenSession {
    const number = type % this.#context.channelsByType;
    if (number === 0 || this.parent !== undefined) return this;
    if (this.#connection.openChannel === undefined) return this;
    return this.#allChannels().numbered(number);
  }

  #allChannels(): Channels<OpenSession> {
    this.#channels ??= new Channels(this.#connection, (connection) => {
      const id = `${this.id}.${++this.#channelCount}`;
      return new OpenSession(id, connection, this.#ids, this.#context, this);
    });
    return this.#channels;
  }

  #sendDatagram<T>(type: MessageType<T>, value: T, options: SendOptions): boolean {
    const { maxDatagramBytes = 0 } = this.#connection;
    if (maxDatagramBytes === 0) return false;
    const header = sharedHeader(MessageKind.Push, type.type, 0, 0, options);
    const { packets } = this.#context.protocol;
    const packet = encodePacket(undefined, packets, header, type.codec, value);
    if (packet.length > maxDatagramBytes) return false;
    this.#context.stats.messagesSent++;
    this.#context.stats.bytesSent += packet.length;
    // One that is dropped here is lost as it could be on its way.
    this.#connection.sendDatagram?.(packet);
    return true;
  }

  #startControl(): SessionControl | undefined {
    const parts = { inbox: this.#inbox, intake: this.#intake, outbox: this.#outbox };
    const link = new ControlLink(this, parts, this.#context);
    this.#control = this.#createControl?.(link);
    return this.#control;
  }

  #mayTell(): boolean {
    return !this.#isClosed && this.#control?.isAgreed === true && !this.#outbox.isCongested;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw this.#closedError();
    if (this.#goingAway !== undefined) throw this.#goingAway;
  }

  #closedError(): NetError {
    return closedError(this.#cause ?? closeInfo('local', undefined));
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
/** How long a peer that is told why it is dropped may take to hear it. */
const FAREWELL_MS = 1000;
