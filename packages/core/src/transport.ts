import type { ByteQueue } from './byte-queue.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Anything that can be called off. Every operation that waits takes one. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/**
 * What one `send` looks like at the far end.
 *
 * - `stream`: bytes in order, boundaries lost. TCP, a QUIC stream, KCP in stream mode.
 * - `message`: one `send` is one `onData`, in order. WebSocket.
 * - `datagram`: one `send` is at most one `onData`; it may be lost, repeated or reordered. UDP.
 */
export type ConnectionKind = 'stream' | 'message' | 'datagram';

/** Moves bytes between two ends. Knows nothing of frames, messages or codecs. */
export interface Transport {
  /** The address schemes it serves, without the colon: `['tcp', 'tls', 'unix']`. */
  readonly schemes: readonly string[];

  /**
   * Connect to `address`, such as `tcp://127.0.0.1:9000`.
   *
   * @throws NetError `BAD_ADDRESS`, `CONNECTION_REFUSED`, `CONNECT_TIMEOUT`, `TLS_ERROR`,
   * `CONNECT_FAILED`; the signal's reason when it is aborted.
   */
  dial(address: string, open: OpenConnection, options?: Abortable): Promise<Connection>;

  /**
   * Accept connections at `address` until the listener is closed. Resolves once bound.
   *
   * @throws NetError `BAD_ADDRESS`, `ADDRESS_IN_USE`, `LISTEN_FAILED`, `TLS_ERROR`.
   */
  listen(address: string, open: OpenConnection, options?: Abortable): Promise<Listener>;
}

/** Called once per connection, before its first byte; returns who receives those bytes. */
export type OpenConnection = (connection: Connection) => ConnectionHandler;

/** A bound address. Closing it stops accepting; open connections live on. */
export interface Listener extends AsyncDisposable {
  /** Where it really listens: port 0 has become a number. */
  readonly address: string;
  /** Resolves when no more connections are accepted, without waiting for the open ones. */
  close(): Promise<void>;
}

/** One end of an open connection. */
export interface Connection extends AsyncDisposable {
  readonly kind: ConnectionKind;
  /** This end's address, as an address that a transport understands. */
  readonly local: string;
  /** The far end's address. */
  readonly remote: string;
  /** Bytes that one `send` may have; `Infinity` unless it must fit a datagram or a message limit. */
  readonly maxSendBytes: number;
  /** Bytes taken by `send` and not yet by the operating system. */
  readonly bufferedBytes: number;
  /**
   * Whether something that was sent may still be looked at. Asked after a `send`: `false` lets the
   * session write into the same memory again, instead of using up a block for every few sends.
   * Absent: always.
   */
  readonly holdsSent?: boolean;
  /** Where messages are written right into what leaves: a `send` without a copy. */
  readonly inPlace?: InPlace | undefined;

  /**
   * Queue `bytes`, which the connection owns from now on. They may be a part of a larger block whose
   * other parts belong to others: `bytes.buffer` must not be transferred.
   *
   * @returns `false` when its buffer is full: hold back until `onDrain`. Never throws; a failed
   * send surfaces as `onClose`.
   */
  send(bytes: Uint8Array): boolean;

  /** Stop calling `onData`, so that the peer feels it. Absent where that is impossible. */
  pause?(): void;
  /** Go on calling `onData`. */
  resume?(): void;

  /**
   * Send what is queued, then close. Aborting `signal` drops the rest.
   * A peer that never closes its side is cut after the transport's grace. Never rejects.
   */
  close(options?: Abortable): Promise<void>;

  /** Drop the connection now. `reason` arrives at this end's `onClose`. */
  abort(reason?: Error): void;

  /**
   * Open one more ordered stream of bytes to the same peer, whose `onChannel` is told of it; it ends
   * with the connection, if not before. `open` is called before this returns. Absent where a
   * connection has only one stream.
   */
  openChannel?(open: OpenConnection): Connection;
  /** Bytes that a datagram may have; 0, or absent, where there are none. */
  readonly maxDatagramBytes?: number;
  /**
   * Send `bytes`, which the connection owns from now on, in one datagram beside the stream: it may be
   * lost, repeated or reordered.
   *
   * @returns `false` when it was dropped: too large, or too many wait.
   */
  sendDatagram?(bytes: Uint8Array): boolean;
}

/** Has one message written at a time into the memory that it leaves from. */
export interface InPlace {
  /** Begin a message: what is appended to the result is its bytes. Nothing else is sent before its end. */
  beginMessage(): ByteWriter;
  /** The message is complete, and within `maxSendBytes`. Returns what `send` would. */
  endMessage(): boolean;
  /** Forget the message that was begun. */
  dropMessage(): void;
}

/**
 * What a connection reports. Methods, not events: one receiver, no lookup, no allocation.
 * None of them is ever called from inside `open`, `send` or `close`.
 */
export interface ConnectionHandler {
  /** A chunk of a `stream`, or one whole message. The handler owns `bytes` from now on. */
  onData(bytes: Uint8Array): void;
  /**
   * One whole message or datagram, in place: the first `bytes` bytes of `input`, all of which are taken
   * before this returns. `isNew` unless it came together with the one before. Where this is absent
   * there is `onData`.
   */
  onMessage?(input: ByteQueue, bytes: number, isNew: boolean): void;
  /** `send` may be called freely again. */
  onDrain(): void;
  /** The peer has opened a channel. Where this is absent channels are refused. */
  onChannel?(channel: Connection): ConnectionHandler;
  /** A datagram has come beside the stream. The handler owns `bytes` from now on. */
  onDatagram?(bytes: Uint8Array): void;
  /** The last call, made exactly once. `error` is why, unless the close was orderly. */
  onClose(error?: Error): void;
}
