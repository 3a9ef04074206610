import { type CallType, type Codec, type MessageType, raw } from './codec.ts';
import { closedError, closeInfo } from './close-info.ts';
import { checkType } from './check-type.ts';
import { Closing } from './closing.ts';
import { abortable, deferred, type Deferred } from './deferred.ts';
import { Dispatcher, type DispatchTarget } from './dispatcher.ts';
import type { NetErrorCode } from './error-codes.ts';
import { NetError, ReplyError } from './errors.ts';
import { failureCodec, failureNumber, toFailure } from './failure.ts';
import { Inbox, type InboxContext, type InboxOwner } from './inbox.ts';
import type { Logger } from './logger.ts';
import { type Message, MessageKind } from './message.ts';
import { Outbox, type OutboxContext, type OutboxOwner } from './outbox.ts';
import { type CallOwner, PendingCalls } from './pending-calls.ts';
import type { IdRange, PacketFormat, Protocol } from './protocol.ts';
import { RateWindow } from './rate-window.ts';
import type { Routes } from './routes.ts';
import type { CloseInfo, RequestOptions, SendOptions, Session } from './session.ts';
import { sharedHeader } from './shared-header.ts';
import type { Timers } from './timers.ts';
import type { Abortable, Connection, ConnectionHandler, ConnectionKind } from './transport.ts';

/** What all sessions of one server, or of one client, share. */
export interface SessionContext extends InboxContext, OutboxContext {
  readonly bounds: InboxContext['bounds'];
  readonly protocol: Protocol;
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
export class OpenSession implements Session, DispatchTarget, CallOwner, InboxOwner, OutboxOwner {
  readonly id: string;
  readonly local: string;
  readonly remote: string;
  readonly closed: Promise<CloseInfo>;
  #connection: Connection;
  #context: SessionContext;
  #packets: PacketFormat;
  #dispatcher: Dispatcher<OpenSession>;
  #calls: PendingCalls;
  #inbox: Inbox;
  #outbox: Outbox;
  #markClosed!: (info: CloseInfo) => void;
  #cause: CloseInfo | undefined;
  #isClosed = false;
  #closing: Closing | undefined;
  #drained: Deferred | undefined;
  #idle: Deferred | undefined;
  #softErrors: RateWindow | undefined;
  #logWindow: RateWindow | undefined;

  constructor(id: string, connection: Connection, ids: IdRange, context: SessionContext) {
    const { protocol, routes, timers, bounds } = context;
    this.id = id;
    this.local = connection.local;
    this.remote = connection.remote;
    this.closed = new Promise((resolve) => (this.#markClosed = resolve));
    this.#connection = connection;
    this.#context = context;
    const { packets } = protocol;
    this.#packets = packets;
    const framer = protocol.createFramer(connection.kind);
    const dispatcher = new Dispatcher<OpenSession>(this, routes, timers, bounds);
    const calls = new PendingCalls(this, ids, bounds.maxPendingRequests);
    const outbox = new Outbox(connection, framer, packets, context, this);
    this.#dispatcher = dispatcher;
    this.#calls = calls;
    this.#outbox = outbox;
    const parts = { connection, framer, packets, dispatcher, calls, outbox };
    this.#inbox = new Inbox(parts, context, this);
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
    const header = sharedHeader(MessageKind.Push, type.type, 0, 0, options);
    return this.#outbox.write(header, type.codec, value);
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
      return this.#startCall(type, value, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  drained({ signal }: Abortable = {}): Promise<void> {
    if (this.#isClosed) return Promise.reject(this.#closedError());
    if (!this.#outbox.isCongested) return Promise.resolve();
    this.#drained ??= deferred();
    return abortable(this.#drained.promise, signal);
  }

  close({ signal }: Abortable = {}): Promise<void> {
    const { clock, bounds } = this.#context;
    this.#closing ??= new Closing(clock, bounds.closeTimeoutMs, (cut) => this.#closeOrderly(cut));
    return this.#closing.wait(signal);
  }

  abort(reason?: Error): void {
    this.#cause ??= closeInfo('local', reason);
    this.#connection.abort(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // What the dispatcher asks and reports.

  get canAnswer(): boolean {
    return !this.#outbox.isCongested;
  }

  onResult(message: Message, result: unknown, reply: Codec<unknown> | undefined): void {
    if (message.kind !== MessageKind.Request || reply === undefined) return;
    if (this.#isClosed || message.isCancelled) return;
    const header = sharedHeader(MessageKind.Response, message.type, message.id, 0);
    this.#outbox.write(header, reply, result);
  }

  onError(message: Message, error: unknown): void {
    const failure = toFailure(error);
    if (failure.code === 'HANDLER_ERROR' || failure.code === 'HANDLER_TIMEOUT') {
      this.#context.stats.handlerErrors++;
      this.#log('error', { type: message.type, error }, 'a handler failed');
    } else if (failure !== error) {
      this.#onSoftError(error);
    }
    this.#answerFailure(message, failure);
  }

  onRoom(): void {
    this.#inbox.onRoom();
  }

  onIdle(): void {
    this.#idle?.resolve();
  }

  // What the other parts report.

  get timers(): Timers {
    return this.#context.timers;
  }

  onGiveUp(type: number, id: number): void {
    if (!this.#packets.features.control || this.#isClosed) return;
    this.#outbox.write(sharedHeader(MessageKind.Cancel, type, id, 0), raw(), NOTHING);
  }

  onRefused(message: Message, code: NetErrorCode, text: string): void {
    this.#context.stats.dropped++;
    this.#answerFailure(message, new ReplyError(code, text));
  }

  onBadInput(error: unknown): void {
    if (this.#connection.kind === 'datagram' && !isOfSession(error)) {
      this.#context.stats.dropped++;
      this.#log('debug', { error }, 'a datagram was dropped');
    } else {
      this.#fail(toNetError(error));
    }
  }

  onDrained(): void {
    this.#drained?.resolve();
    this.#drained = undefined;
    this.#dispatcher.wake();
  }

  onSlowConsumer(text: string): void {
    this.#fail(new NetError('SLOW_CONSUMER', text));
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
    this.#dispatcher.stop(reason);
    this.#calls.rejectAll(reason, this.#outbox.flushes);
    this.#drained?.reject(reason);
    this.#idle?.resolve();
    this.#markClosed(info);
  }

  #startCall<Q, R>(type: CallType<Q, R>, value: Q, options: RequestOptions): Promise<R> {
    this.#checkOpen();
    const { features } = this.#packets;
    if (!features.correlation) {
      const { name } = this.#context.protocol;
      throw new NetError(
        'UNSUPPORTED',
        `${name} has no correlation id, so it cannot carry requests`,
      );
    }
    checkType(type.type, this.#context.protocol);
    const { timeoutMs = this.#context.bounds.requestTimeoutMs, signal } = options;
    checkTimeout(timeoutMs);
    const call = this.#calls.add(type.type, type.reply, timeoutMs, signal);
    call.flushNumber = this.#outbox.flushes + 1;
    try {
      const deadlineMs = features.control ? Math.min(Math.ceil(timeoutMs), MAX_DEADLINE_MS) : 0;
      const header = sharedHeader(MessageKind.Request, type.type, call.id, deadlineMs, options);
      this.#outbox.write(header, type.codec, value);
      this.#inbox.keepReading();
    } catch (error) {
      this.#calls.reject(call.id, error);
    }
    // What settles it is the reply codec's own output, an R.
    return call.promise as Promise<R>;
  }

  async #closeOrderly(cut: AbortSignal): Promise<void> {
    this.#cause ??= closeInfo('local', undefined);
    this.#inbox.isClosing = true;
    // The handler that asks for it may not have returned yet, and counts only then.
    await new Promise<void>((resolve) => this.#context.clock.endOfTurn(resolve));
    if (this.#dispatcher.size > 0) await this.#untilIdle(cut);
    this.#outbox.flush();
    await this.#connection.close({ signal: cut });
  }

  #untilIdle(cut: AbortSignal): Promise<void> {
    const idle = deferred();
    this.#idle = idle;
    if (cut.aborted) idle.resolve();
    cut.addEventListener('abort', () => idle.resolve(), { once: true });
    return idle.promise;
  }

  #answerFailure(message: Message, failure: ReplyError): void {
    if (message.kind !== MessageKind.Request || !this.#packets.features.control) return;
    if (this.#isClosed || message.isCancelled) return;
    // One that does not fit the connection is told in fewer words.
    if (!this.#sendFailure(message, failure)) this.#sendFailure(message, toFailure(undefined));
  }

  #sendFailure({ type, id }: Message, failure: ReplyError): boolean {
    try {
      const header = sharedHeader(MessageKind.Failure, type, id, failureNumber(failure.code));
      this.#outbox.write(header, failureCodec, failure);
      return true;
    } catch (error) {
      this.#log('error', { type, error }, 'a failure could not be sent');
      return false;
    }
  }

  #onSoftError(error: unknown): void {
    const { stats, clock, bounds } = this.#context;
    stats.softErrors++;
    this.#log('debug', { error }, 'a message was refused');
    this.#softErrors ??= new RateWindow(bounds.maxSoftErrors, MINUTE_MS);
    // Anyone can forge a datagram, and must not end a session by it.
    if (this.#softErrors.add(clock.now()) || this.kind === 'datagram') return;
    const text = `more than ${bounds.maxSoftErrors} bad messages in a minute`;
    this.#fail(new NetError('TOO_MANY_ERRORS', text, { cause: error }));
  }

  #fail(error: NetError): void {
    if (this.#isClosed || this.#cause?.error !== undefined) return;
    this.#cause = closeInfo('local', error);
    this.#context.stats.failedSessions++;
    this.#inbox.stop();
    this.#log('warn', { code: error.code, reason: error.message }, 'a session was ended');
    this.#connection.abort(error);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  #closedError(): NetError {
    return closedError(this.#cause ?? closeInfo('local', undefined));
  }

  /** At most one line a second, so that a peer's faults do not become a flood of our own. */
  #log(level: keyof Logger, fields: object, text: string): void {
    const { logger, clock } = this.#context;
    this.#logWindow ??= new RateWindow(1, 1000);
    if (!this.#logWindow.add(clock.now())) return;
    logger[level]({ session: this.id, remote: this.remote, ...fields }, text);
  }
}

function checkTimeout(timeoutMs: number): void {
  if (timeoutMs > 0 && Number.isFinite(timeoutMs)) return;
  throw new TypeError(`timeoutMs is a number above 0, got ${timeoutMs}`);
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
const NOTHING = new Uint8Array(0);
const MINUTE_MS = 60_000;
const MAX_DEADLINE_MS = 0xffffffff;
