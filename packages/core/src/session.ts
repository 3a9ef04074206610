import type { CallType, MessageType } from './codec.ts';
import type { NetErrorCode } from './error-codes.ts';
import type { Abortable } from './transport.ts';

/**
 * A conversation over one connection, the same at both ends.
 *
 * Messages sent on one session over a reliable transport are handed to the peer's handlers in the
 * order `send` was called. Delivery is at most once: only an answer shows that a handler ran.
 */
export interface Session extends AsyncDisposable {
  /** Unguessable, and unique in this process. */
  readonly id: string;
  /** This end's address. */
  readonly local: string;
  /** The far end's address. */
  readonly remote: string;
  /** Who the peer has proved to be, on a server that asks: see `ServeOptions.authenticate`. */
  readonly identity: string | undefined;
  /** The round trip of the last ping, where both sides keep a heartbeat. */
  readonly roundTripMs: number | undefined;
  /** The session that this is a channel of: see `openChannel`. */
  readonly parent: Session | undefined;
  /** Requests that wait for their answer. */
  readonly pendingRequests: number;
  /** Resolves when the session has ended; never rejects. Nothing is handled after it. */
  readonly closed: Promise<CloseInfo>;

  /**
   * Send and forget.
   *
   * @returns `false` when the peer cannot keep up: `await session.drained()` before sending more.
   * At `limits.maxWriteBuffer` the session is closed with `SLOW_CONSUMER`.
   * @throws NetError `MESSAGE_TOO_LARGE`, `ENCODE_FAILED`, `UNSUPPORTED`, `SESSION_CLOSED`.
   */
  send<T>(type: MessageType<T>, value: NoInfer<T>, options?: SendOptions): boolean;

  /**
   * Send, and wait for the answer. Settles exactly once, whatever happens.
   *
   * @throws (rejects with) ReplyError when the peer says no or fails; else NetError
   * `REQUEST_TIMEOUT`, `CANCELLED`, `CONNECTION_LOST`, `SESSION_CLOSED`, `TOO_MANY_PENDING`,
   * `MESSAGE_TOO_LARGE`, `ENCODE_FAILED`, `BAD_MESSAGE`, `UNSUPPORTED`, whose `executed` says
   * whether the far handler ran.
   */
  request<Q, R>(type: CallType<Q, R>, value: NoInfer<Q>, options?: RequestOptions): Promise<R>;

  /**
   * One more session with the same peer, over a stream of its own: what is lost or slow on one does
   * not hold up the other. It keeps its own order, has the values of `sessionKey` and the identity of
   * this one, and ends with it.
   *
   * @throws NetError `UNSUPPORTED` where a connection has only one stream; `SESSION_CLOSED`.
   */
  openChannel(): Session;

  /**
   * Resolves when `send` would say `true`.
   *
   * @throws NetError `SESSION_CLOSED`, or what ended the session; the signal's reason when it is
   * aborted.
   */
  drained(options?: Abortable): Promise<void>;

  /**
   * Refuse new messages, let handlers that run finish, send what is queued, then close. Bounded by
   * `limits.closeTimeoutMs`; aborting `signal` cuts it short. Never rejects.
   */
  close(options?: Abortable): Promise<void>;

  /** Drop the connection now. */
  abort(reason?: Error): void;
}

/** What may be written into a packet's header, where the format has room for it. */
export interface SendOptions {
  /** The application's version of this packet, -32,768 to 32,767. 0 by default. */
  readonly version?: number | undefined;
  /** Eight bytes that `turbo()` passes through untouched. Zeros by default. */
  readonly extension?: Uint8Array | undefined;
  /**
   * `unreliable`: it may be lost, repeated or overtaken. It goes as a datagram where the connection
   * has those beside its stream and it fits one, and as usual elsewhere. For `send` only.
   */
  readonly delivery?: 'reliable' | 'unreliable' | undefined;
}

/** How a request may end before its answer. */
export interface RequestOptions extends SendOptions, Abortable {
  /** Milliseconds until `REQUEST_TIMEOUT`; the default is `limits.requestTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

/** Why a session ended. */
export interface CloseInfo {
  /** `NORMAL`, or the code of the error that ended it. */
  readonly code: NetErrorCode | (string & {});
  /** For people; holds nothing that the peer sent. */
  readonly reason: string;
  /** Who ended it: this side, the peer, or neither (the network). */
  readonly initiator: 'local' | 'remote' | 'transport';
  readonly error?: Error | undefined;
}
