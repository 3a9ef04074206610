import type { Clock } from './clock.ts';
import { closedError, closeInfo } from './close-info.ts';
import { sendControl } from './control-link.ts';
import { Control, type SessionControl } from './control.ts';
import { Departure, type DepartureParts } from './departure.ts';
import { NetError } from './errors.ts';
import type { Inbox } from './inbox.ts';
import type { Bounds } from './limits.ts';
import type { Outbox } from './outbox.ts';
import type { Requests } from './requests.ts';
import type { LineWriter } from './session-log.ts';
import type { CloseInfo } from './session.ts';
import type { Stats } from './stats.ts';
import type { Connection } from './transport.ts';

/** What a session's end works on. */
export interface SessionEndParts {
  readonly connection: Connection;
  readonly inbox: Pick<Inbox, 'stop'>;
  readonly dispatcher: DepartureParts['dispatcher'];
  readonly outbox: Pick<Outbox, 'flush' | 'isCongested' | 'write'>;
  readonly requests: Pick<Requests, 'settled'>;
}

/** What a session's end shares with those of other sessions. */
interface SessionEndContext {
  readonly clock: Clock;
  readonly stats: Stats;
  readonly bounds: Pick<Bounds, 'closeTimeoutMs' | 'drainTimeoutMs'>;
}

/** Whether a session is open, why it ends, and how: each way out of it ends here. */
export class SessionEnd {
  isClosed = false;
  /** Once the peer understands control packets it is told why it is dropped. */
  control: SessionControl | undefined;
  readonly #parts: SessionEndParts;
  readonly #context: SessionEndContext;
  readonly #log: LineWriter;
  #departure: Departure | undefined;
  #cause: CloseInfo | undefined;
  #goingAway: NetError | undefined;

  constructor(parts: SessionEndParts, context: SessionEndContext, log: LineWriter) {
    this.#parts = parts;
    this.#context = context;
    this.#log = log;
  }

  /** Why it has ended; nothing while it is open. */
  get info(): CloseInfo | undefined {
    return this.isClosed ? this.#cause : undefined;
  }

  /** What a call on the session fails with, once it has ended. */
  get error(): NetError {
    return closedError(this.#cause ?? closeInfo('local', undefined));
  }

  /** @throws NetError unless something new may be sent */
  checkOpen(): void {
    if (this.isClosed) throw this.error;
    if (this.#goingAway !== undefined) throw this.#goingAway;
  }

  /** The connection has ended. @returns why, the first time */
  settle(error: Error | undefined): CloseInfo | undefined {
    if (this.isClosed) return undefined;
    this.isClosed = true;
    this.#cause ??= closeInfo(error === undefined ? 'remote' : 'transport', error);
    return this.#cause;
  }

  /** Nothing runs and nothing waits any more, or the session has ended. */
  onIdle(): void {
    this.#departure?.onIdle();
  }

  /** In good order: this side wants it. */
  close(signal: AbortSignal | undefined): Promise<void> {
    this.#cause ??= closeInfo('local', undefined);
    return this.#depart(signal);
  }

  /** Now: this side wants it. */
  abort(reason: Error | undefined): void {
    this.#cause ??= closeInfo('local', reason);
    this.#drop(reason);
  }

  /** Now: the peer has broken a rule, or a limit is reached. */
  fail(error: NetError): void {
    if (this.isClosed || this.#cause?.error !== undefined) return;
    this.#cause = closeInfo('local', error);
    this.#context.stats.failedSessions++;
    this.#log.line('warn', { code: error.code, reason: error.message }, 'a session was ended');
    this.#drop(error);
  }

  /** The peer ends it, and says why. */
  onPeerClose(reason: NetError): void {
    this.#cause ??= closeInfo('remote', reason);
    // It was the peer's last packet: what follows it is not read.
    this.#parts.inbox.stop();
    this.#leaveNow(FAREWELL_MS);
  }

  /** The peer wants to be left: what waits for an answer still gets it, then `close` is called. */
  onGoAway(reason: NetError, close: () => Promise<void>): void {
    if (this.#goingAway !== undefined) return;
    this.#goingAway = reason;
    void this.#parts.requests.settled().then(() => {
      this.#cause ??= closeInfo('remote', reason);
      return close();
    });
  }

  /** Ask the peer to leave, refuse what is new, and close once it has left or `signal` is aborted. */
  dismiss(retryAfterMs: number, signal: AbortSignal, left: Promise<unknown>): Promise<void> {
    const { outbox } = this.#parts;
    this.#cause ??= closeInfo('local', undefined);
    if (this.isClosed || this.control?.isAgreed !== true) return this.#depart(signal);
    sendControl(outbox, Control.GoAway, retryAfterMs);
    return this.#depart(signal, left);
  }

  /** Drop the connection, but not before a peer that understands it has been told why. */
  #drop(reason: Error | undefined): void {
    const { connection, inbox, outbox } = this.#parts;
    inbox.stop();
    const closeCode = reason instanceof NetError ? reason.closeCode : undefined;
    const mayTell = !this.isClosed && this.control?.isAgreed === true && !outbox.isCongested;
    if (closeCode === undefined || !mayTell) return connection.abort(reason);
    sendControl(outbox, Control.Close, closeCode);
    // Who has been silent for so long is told, but not waited for.
    this.#leaveNow(isSilent(reason) ? 0 : FAREWELL_MS);
  }

  #depart(signal: AbortSignal | undefined, left?: Promise<unknown>): Promise<void> {
    return this.#createDeparture().depart(signal, left);
  }

  #leaveNow(timeoutMs: number): void {
    this.#createDeparture().leaveNow(timeoutMs);
  }

  /** Made when it is needed: most sessions are only open. */
  #createDeparture(): Departure {
    const { clock, bounds } = this.#context;
    this.#departure ??= new Departure({ ...this.#parts, clock }, bounds);
    return this.#departure;
  }
}

function isSilent(reason: Error | undefined): boolean {
  return reason instanceof NetError && reason.code === 'HEARTBEAT_TIMEOUT';
}

/** How long a peer that is told why it is dropped may take to hear it. */
const FAREWELL_MS = 1000;
