import { Admission } from './admission.ts';
import { Closing } from './closing.ts';
import type { MessageType } from './codec.ts';
import type { NetErrorCode } from './error-codes.ts';
import { NetError } from './errors.ts';
import { Group, type GroupOptions } from './group.ts';
import { Groups } from './groups.ts';
import { OpenSession, type SessionContext } from './open-session.ts';
import { ACCEPTOR_IDS } from './pending-calls.ts';
import { newSessionId } from './session-id.ts';
import type { Session } from './session.ts';
import { noHandler } from './no-handler.ts';
import { createContext, pickTransport, type Stack } from './stack.ts';
import type { Stats } from './stats.ts';
import type { Abortable, Connection, ConnectionHandler, Listener } from './transport.ts';

/** What a server is made of. */
export interface ServeOptions extends Stack, Abortable {
  /** Called for each session before its first message. If it throws, the session ends. */
  readonly onSession?: ((session: Session) => void) | undefined;
}

/**
 * Listen on one address or many, with one session space for all. Resolves once all are bound; if one
 * cannot be bound, none is.
 *
 * @throws NetError `INVALID_OPTION`, `UNKNOWN_SCHEME`, `BAD_ADDRESS`, and what the transports'
 * `listen` throws.
 */
export async function serve(
  addresses: string | readonly string[],
  options: ServeOptions,
): Promise<Server> {
  const server = new Server(createContext(options), options.onSession);
  const wanted = typeof addresses === 'string' ? [addresses] : addresses;
  if (wanted.length === 0) throw new NetError('INVALID_OPTION', 'there is no address to listen on');
  try {
    for (const address of wanted) await server.listen(address, options);
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

/** Accepts sessions. Made by `serve`. */
export class Server implements AsyncDisposable {
  #context: SessionContext;
  #onSession: ServeOptions['onSession'];
  #admission: Admission;
  #groups: Groups;
  #listeners: Listener[] = [];
  #closing: Closing | undefined;

  /** @internal Made by `serve`. */
  constructor(context: SessionContext, onSession: ServeOptions['onSession']) {
    this.#context = context;
    this.#onSession = onSession;
    this.#admission = new Admission(context.bounds, context.clock.now());
    this.#groups = new Groups(context);
  }

  /** Where it really listens, in the order asked for: port 0 has become a number. */
  get addresses(): readonly string[] {
    return this.#listeners.map(({ address }) => address);
  }

  /** The first of `addresses`. */
  get address(): string {
    return this.addresses[0] ?? '';
  }

  /** The open sessions by id. */
  get sessions(): ReadonlyMap<string, Session> {
    return this.#groups.sessions;
  }

  /** The open session with this id. */
  session(id: string): Session | undefined {
    return this.#groups.sessions.get(id);
  }

  /** The group of this name. One without members takes no memory. */
  group(name: string, options?: GroupOptions): Group {
    return new Group(name, this.#groups, options);
  }

  /** Send to every session. The value is encoded once. @returns how many it was sent to. */
  broadcast<T>(type: MessageType<T>, value: T): number {
    return this.#groups.send(this.#groups.sessions.values(), type, value);
  }

  /** What has happened so far, as of now. */
  stats(): Readonly<Stats> & { readonly sessions: number } {
    return { ...this.#context.stats, sessions: this.#groups.sessions.size };
  }

  /** @internal */
  async listen(address: string, { transports, signal }: ServeOptions): Promise<void> {
    const transport = pickTransport(address, transports);
    this.#listeners.push(await transport.listen(address, this.#open, { signal }));
  }

  /**
   * Stop accepting, let handlers that run finish and send their answers, then close every session.
   * Bounded by `limits.drainTimeoutMs`; aborting `signal` cuts it short. Never rejects.
   */
  close({ signal }: Abortable = {}): Promise<void> {
    const { clock, bounds } = this.#context;
    this.#closing ??= new Closing(clock, bounds.drainTimeoutMs, (cut) => this.#drain(cut));
    return this.#closing.wait(signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #drain(cut: AbortSignal): Promise<void> {
    // A listener may wait for its connections to end, so the sessions are not kept waiting for it.
    const listeners = this.#listeners.map((listener) => this.#unbind(listener));
    const open = [...this.#groups.sessions.values()];
    await Promise.all(open.map((session) => session.close({ signal: cut })));
    await Promise.all(listeners);
  }

  async #unbind(listener: Listener): Promise<void> {
    try {
      await listener.close();
    } catch (error) {
      const { address } = listener;
      this.#context.logger.error({ address, error }, 'a listener could not be closed');
    }
  }

  #open = (connection: Connection): ConnectionHandler => {
    const { remote } = connection;
    const isClosing = this.#closing !== undefined;
    const code = isClosing
      ? 'GOING_AWAY'
      : this.#admission.enter(remote, this.#context.clock.now());
    if (code !== undefined) return this.#refuse(connection, code);
    const session = this.#createSession(connection);
    if (session === undefined) return noHandler;
    this.#groups.sessions.set(session.id, session);
    void session.closed.then(() => this.#forget(session));
    this.#greet(session);
    return session.connectionHandler;
  };

  #refuse(connection: Connection, code: NetErrorCode): ConnectionHandler {
    this.#context.stats.refused++;
    connection.abort(new NetError(code, 'the server takes no more sessions'));
    return noHandler;
  }

  /** Nothing when the protocol cannot travel on such a connection, which is then refused. */
  #createSession(connection: Connection): OpenSession | undefined {
    const { remote } = connection;
    const ids = this.#context.protocol.packets.features.ids?.acceptor ?? ACCEPTOR_IDS;
    try {
      return new OpenSession(newSessionId(), connection, ids, this.#context);
    } catch (error) {
      this.#context.logger.error({ remote, error }, 'a connection was refused');
      this.#admission.leave(remote);
      this.#refuse(connection, 'UNSUPPORTED');
      return undefined;
    }
  }

  #greet(session: Session): void {
    try {
      this.#onSession?.(session);
    } catch (cause) {
      this.#context.logger.error({ session: session.id, error: cause }, 'onSession has thrown');
      session.abort(new NetError('INTERNAL_ERROR', 'the session could not be set up', { cause }));
    }
  }

  #forget(session: OpenSession): void {
    this.#groups.forget(session);
    this.#admission.leave(session.remote);
  }
}
