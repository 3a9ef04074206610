import { type Connection, NetError, type OpenConnection } from '@net/core';
import { formatAddress } from '@net/core/extend';
import { closeError, codeOfReason } from './close-codes.ts';
import type {
  QuicSession,
  QuicStream,
  SessionEnd,
  SessionHandler,
  StreamHandler,
} from './provider.ts';
import {
  MessageChannel,
  type QuicConnectionHandler,
  type SessionChannels,
} from './quic-connection.ts';
import { StreamChannel } from './stream-channel.ts';
import { DEFAULT_ALPN } from './tls-options.ts';

/** What a hub is told. */
export interface HubOptions {
  readonly closeTimeoutMs: number;
  /** How long an accepted peer may take to open its message stream. */
  readonly handshakeTimeoutMs: number;
  onTicket(ticket: Uint8Array): void;
  /** An accepted peer has opened no message stream in its time. */
  onLate(error: NetError): void;
  /** The session has ended. */
  onClosed(): void;
}

/**
 * Makes connections of the streams of one session: the dialler's first stream carries the messages
 * and stands for the session, all others are channels beside it.
 */
export class ChannelHub implements SessionHandler, SessionChannels {
  readonly session: QuicSession;
  readonly local: string;
  readonly remote: string;
  readonly hasPreface: boolean;
  readonly #options: HubOptions;
  readonly #open: OpenConnection;
  /** All but the message stream. */
  readonly #channels = new Set<StreamChannel>();
  #main: MessageChannel | undefined;
  #isMainFinished = false;
  #handler: QuicConnectionHandler | undefined;
  /** Channels that have overtaken the message stream. */
  #early: [QuicStream, StreamChannel][] = [];
  /** Datagrams that have, up to a bound. */
  #earlyDatagrams: Uint8Array[] = [];
  #earlyBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;

  private constructor(session: QuicSession, options: HubOptions, open: OpenConnection) {
    this.session = session;
    this.local = formatAddress('quic', session.local);
    this.remote = formatAddress('quic', session.remote);
    this.hasPreface = session.alpn === DEFAULT_ALPN;
    this.#options = options;
    this.#open = open;
  }

  /** The hub of a dialled session, and its connection, which `open` has been given. */
  static dialled(
    session: QuicSession,
    options: HubOptions,
    open: OpenConnection,
  ): { readonly hub: ChannelHub; readonly connection: Connection } {
    const hub = new ChannelHub(session, options, open);
    const main = new MessageChannel(hub);
    main.start(session.openStream(main));
    hub.#openMain(main);
    return { hub, connection: main };
  }

  /** The hub of an accepted session. `open` is called when its message stream comes. */
  static accepted(session: QuicSession, options: HubOptions, open: OpenConnection): ChannelHub {
    const hub = new ChannelHub(session, options, open);
    hub.#timer = setTimeout(() => hub.#onLate(), options.handshakeTimeoutMs).unref();
    return hub;
  }

  get closeTimeoutMs(): number {
    return this.#options.closeTimeoutMs;
  }

  /** A further stream to the peer. */
  openChannel(open: OpenConnection): Connection {
    if (this.#isEnding) throw new NetError('SESSION_CLOSED', 'the connection is closed or closing');
    const channel = new StreamChannel(this);
    channel.start(this.session.openStream(channel));
    this.#channels.add(channel);
    channel.attach(open(channel));
    return channel;
  }

  // What the session reports.

  onStream(stream: QuicStream): StreamHandler {
    if (stream.id === MESSAGE_STREAM) return this.#acceptMain(stream);
    const channel = new StreamChannel(this);
    channel.accept(stream);
    this.#channels.add(channel);
    if (this.#main === undefined) {
      stream.pause();
      this.#early.push([stream, channel]);
    } else {
      this.#offer(channel);
    }
    return channel;
  }

  onDatagram(bytes: Uint8Array): void {
    if (this.#main === undefined) this.#keepEarly(bytes);
    else if (!this.#main.isPaused) this.#handler?.onDatagram?.(bytes);
  }

  onTicket(ticket: Uint8Array): void {
    this.#options.onTicket(ticket);
  }

  onClose(end: SessionEnd): void {
    clearTimeout(this.#timer);
    this.#isEnding = true;
    const error = closeError(end, this.remote);
    for (const channel of this.#channels) channel.finish(error);
    this.#channels.clear();
    this.#main?.finish(error);
    this.#options.onClosed();
  }

  // What the channels ask for.

  onEnding(channel: StreamChannel): void {
    if (channel !== this.#main) return;
    this.#isEnding = true;
    for (const other of this.#channels) other.end();
  }

  onFinished(channel: StreamChannel): void {
    // The message stream stands for the session, whose end is its own.
    if (channel === this.#main) this.#isMainFinished = true;
    else channel.finish();
    this.#forget(channel);
  }

  onAborted(channel: StreamChannel, code: number): void {
    if (channel === this.#main) {
      this.session.close(code);
      return;
    }
    channel.dropStream(code);
    queueMicrotask(() => {
      channel.finish();
      this.#forget(channel);
    });
  }

  #acceptMain(stream: QuicStream): StreamHandler {
    clearTimeout(this.#timer);
    const main = new MessageChannel(this);
    main.accept(stream);
    this.#openMain(main);
    for (const [stream, channel] of this.#early) {
      stream.resume();
      this.#offer(channel);
    }
    this.#early = [];
    for (const datagram of this.#earlyDatagrams) this.onDatagram(datagram);
    this.#earlyDatagrams = [];
    return main;
  }

  #keepEarly(datagram: Uint8Array): void {
    this.#earlyBytes += EMPTY_DATAGRAM_BYTES + datagram.length;
    if (this.#earlyBytes <= MAX_EARLY_BYTES) this.#earlyDatagrams.push(datagram);
  }

  #openMain(main: MessageChannel): void {
    this.#main = main;
    try {
      this.#handler = this.#open(main);
      main.attach(this.#handler);
    } catch (error) {
      main.abort();
      throw error;
    }
  }

  #onLate(): void {
    const text = `${this.remote} opened no stream in ${this.#options.handshakeTimeoutMs} ms`;
    this.session.close(codeOfReason(undefined));
    this.#options.onLate(new NetError('CONNECT_TIMEOUT', text));
  }

  /** Hand a channel of the peer to whoever wants it. */
  #offer(channel: StreamChannel): void {
    const handler = this.#isEnding ? undefined : this.#handler?.onChannel?.(channel);
    if (handler === undefined) channel.abort(REFUSAL);
    else channel.attach(handler);
  }

  #forget(channel: StreamChannel): void {
    this.#channels.delete(channel);
    if (this.#isMainFinished && this.#channels.size === 0) this.session.close(0);
  }
}

/** RFC 9000, section 2.1: the first bidirectional stream of the client. */
const MESSAGE_STREAM = 0;
/** More than a dialler's first flight, which is ten packets (RFC 9002, section 7.2). */
const MAX_EARLY_BYTES = 16 * 1024;
/** What one takes that has nothing in it, so that there is an end of those too. */
const EMPTY_DATAGRAM_BYTES = 64;
const REFUSAL = new NetError('GOING_AWAY', 'no channels are taken here');
