import { NetError } from './errors.ts';
import { noHandler } from './no-handler.ts';
import type { Abortable, Connection, ConnectionHandler } from './transport.ts';

/** A session over one channel, as its parent sees it. */
interface ChannelSession {
  readonly connectionHandler: ConnectionHandler;
  readonly closed: Promise<unknown>;
  drained(options?: Abortable): Promise<void>;
  close(options?: Abortable): Promise<void>;
  limitRate(framesPerSecond: number, bytesPerSecond: number): void;
  onGoAway(reason: NetError): void;
}

/**
 * The further streams of one session, each with a session of its own: what is lost or slow on one
 * does not hold up the others.
 */
export class Channels<S extends ChannelSession> {
  readonly #connection: Connection;
  readonly #create: (connection: Connection, number: number) => S;
  readonly #open = new Set<S>();
  readonly #byType: (S | undefined)[] = [];
  #count = 0;

  /** `create` makes the session of a new channel; they are counted from 1. */
  constructor(connection: Connection, create: (connection: Connection, number: number) => S) {
    this.#connection = connection;
    this.#create = create;
  }

  /** Open one more. @throws NetError `UNSUPPORTED` where the connection has only one stream */
  open(): S {
    let session: S | undefined;
    this.#connection.openChannel?.((channel) => {
      session = this.#add(channel);
      return session.connectionHandler;
    });
    if (session !== undefined) return session;
    throw new NetError('UNSUPPORTED', `a connection to ${this.#connection.remote} has no channels`);
  }

  /** The peer has opened one. */
  accept(channel: Connection): ConnectionHandler {
    try {
      return this.#add(channel).connectionHandler;
    } catch (error) {
      // The protocol cannot travel on it, as it could not on the session's own stream.
      channel.abort(error instanceof Error ? error : undefined);
      return noHandler;
    }
  }

  /** The channel of this number, opened when it is first asked for. */
  numbered(number: number): S {
    const known = this.#byType[number];
    if (known !== undefined && this.#open.has(known)) return known;
    const session = this.open();
    this.#byType[number] = session;
    return session;
  }

  /** Resolves when none of them is congested. */
  async drained(options: Abortable): Promise<void> {
    await Promise.all([...this.#open].map((session) => session.drained(options)));
  }

  /** As `OpenSession.limitRate`. */
  limitRate(framesPerSecond: number, bytesPerSecond: number): void {
    for (const session of this.#open) session.limitRate(framesPerSecond, bytesPerSecond);
  }

  /** Close all in good order. Never rejects. */
  async close(options: Abortable): Promise<void> {
    await Promise.all([...this.#open].map((session) => session.close(options)));
  }

  /** The peer wants to be left. Resolves when all have been answered what waits, and are closed. */
  async onGoAway(reason: NetError): Promise<void> {
    const sessions = [...this.#open];
    for (const session of sessions) session.onGoAway(reason);
    await Promise.all(sessions.map(({ closed }) => closed));
  }

  #add(channel: Connection): S {
    const session = this.#create(channel, ++this.#count);
    this.#open.add(session);
    void session.closed.then(() => this.#open.delete(session));
    return session;
  }
}
