import { closedError, closeInfo } from './close-info.ts';
import { sendControl } from './control-link.ts';
import { Control, type SessionControl } from './control.ts';
import type { Departure } from './departure.ts';
import { NetError } from './errors.ts';
import type { Inbox } from './inbox.ts';
import type { Outbox } from './outbox.ts';
import type { PendingCalls } from './pending-calls.ts';
import type { SessionLog } from './session-log.ts';
import type { CloseInfo } from './session.ts';
import type { Stats } from './stats.ts';
import type { Connection } from './transport.ts';

/** What a session's end works on. */
export interface SessionEndParts {
  readonly connection: Connection;
  readonly inbox: Pick<Inbox, 'stop'>;
  readonly outbox: Outbox;
  readonly calls: Pick<PendingCalls, 'settled'>;
  readonly departure: Departure;
  readonly log: SessionLog;
  readonly stats: Stats;
}

/** Whether a session is open, why it ends, and how: each way out of it ends here. */
export class SessionEnd {
  isClosed = false;
  /** Once the peer understands control packets it is told why it is dropped. */
  control: SessionControl | undefined;
  readonly #parts: SessionEndParts;
  #cause: CloseInfo | undefined;
  #goingAway: NetError | undefined;

  constructor(parts: SessionEndParts) {
    this.#parts = parts;
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

  /** In good order: this side wants it. */
  close(signal: AbortSignal | undefined): Promise<void> {
    this.#cause ??= closeInfo('local', undefined);
    return this.#parts.departure.depart(signal);
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
    const { stats, log } = this.#parts;
    stats.failedSessions++;
    log.line('warn', { code: error.code, reason: error.message }, 'a session was ended');
    this.#drop(error);
  }

  /** The peer ends it, and says why. */
  onPeerClose(reason: NetError): void {
    this.#cause ??= closeInfo('remote', reason);
    this.#parts.departure.leaveNow(FAREWELL_MS);
  }

  /** The peer wants to be left: what waits for an answer still gets it, then `close` is called. */
  onGoAway(reason: NetError, close: () => Promise<void>): void {
    if (this.#goingAway !== undefined) return;
    this.#goingAway = reason;
    void this.#parts.calls.settled().then(() => {
      this.#cause ??= closeInfo('remote', reason);
      return close();
    });
  }

  /** Ask the peer to leave, refuse what is new, and close once it has left or `signal` is aborted. */
  dismiss(retryAfterMs: number, signal: AbortSignal, left: Promise<unknown>): Promise<void> {
    const { outbox, departure } = this.#parts;
    this.#cause ??= closeInfo('local', undefined);
    if (this.isClosed || this.control?.isAgreed !== true) return departure.depart(signal);
    sendControl(outbox, Control.GoAway, retryAfterMs);
    return departure.depart(signal, left);
  }

  /** Drop the connection, but not before a peer that understands it has been told why. */
  #drop(reason: Error | undefined): void {
    const { connection, inbox, outbox, departure } = this.#parts;
    inbox.stop();
    const closeCode = reason instanceof NetError ? reason.closeCode : undefined;
    const mayTell = !this.isClosed && this.control?.isAgreed === true && !outbox.isCongested;
    if (closeCode === undefined || !mayTell) return connection.abort(reason);
    sendControl(outbox, Control.Close, closeCode);
    departure.leaveNow(FAREWELL_MS);
  }
}

/** How long a peer that is told why it is dropped may take to hear it. */
const FAREWELL_MS = 1000;
