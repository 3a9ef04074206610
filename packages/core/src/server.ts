import type { Authenticate } from './authenticate.ts';
import { Closing } from './closing.ts';
import type { MessageType } from './codec.ts';
import { dismissAll, type DrainOptions } from './drain.ts';
import { NetError } from './errors.ts';
import { Group, type GroupOptions } from './group.ts';
import { Groups } from './groups.ts';
import type { SessionContext } from './session-context.ts';
import { Reception, type ReceptionOptions } from './reception.ts';
import type { Session } from './session.ts';
import { createContext, pickTransport, type Stack } from './stack.ts';
import type { Stats } from './stats.ts';
import type { Abortable, Listener } from './transport.ts';

/** What a server is made of. */
export interface ServeOptions extends Stack, Abortable {
  /** Called for each session before its first message. If it throws, the session ends. */
  readonly onSession?: ((session: Session) => void) | undefined;
  /**
   * Asked who each peer is; until it has answered, the peer's session does not exist for handlers,
   * groups and `onSession`. Without it everybody is let in. Needs a protocol that carries control
   * packets, such as `packets()`.
   */
  readonly authenticate?: Authenticate | undefined;
}

/**
 * Listen on one address or many, with one session space for all. Resolves once all are bound; if one
 * cannot be bound, none is.
 *
 * @throws NetError `INVALID_OPTION`, `UNKNOWN_SCHEME`, `BAD_ADDRESS`, `UNSUPPORTED`, and what the
 * transports' `listen` throws.
 */
export async function serve(
  addresses: string | readonly string[],
  options: ServeOptions,
): Promise<Server> {
  checkAuthenticate(options);
  const server = new Server(createContext(options), options);
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
  #groups: Groups;
  #reception: Reception;
  #listeners: Listener[] = [];
  #closing: Closing | undefined;

  /** @internal Made by `serve`. */
  constructor(context: SessionContext, options: ReceptionOptions) {
    this.#context = context;
    this.#groups = new Groups(context);
    this.#reception = new Reception(context, this.#groups, options);
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

  /** The open sessions of one identity, oldest first. */
  identity(identity: string): ReadonlySet<Session> {
    return this.#groups.identity(identity);
  }

  /** The group of this name. One without members takes no memory. */
  group(name: string, options?: GroupOptions): Group {
    return new Group(name, this.#groups, options);
  }

  /** Send to every session. The value is encoded once. @returns how many it was sent to. */
  broadcast<T>(type: MessageType<T>, value: NoInfer<T>): number {
    return this.#groups.send(this.#groups.sessions.values(), type, value);
  }

  /** What has happened so far, as of now. */
  stats(): Readonly<Stats> & { readonly sessions: number } {
    return { ...this.#context.stats, sessions: this.#groups.sessions.size };
  }

  /** @internal */
  async listen(address: string, { transports, signal }: ServeOptions): Promise<void> {
    const transport = pickTransport(address, transports);
    this.#listeners.push(await transport.listen(address, this.#reception.open, { signal }));
  }

  /**
   * Stop accepting, let handlers that run finish and send their answers, then close every session.
   * Peers that have said hello are asked to leave first, so that they lose nothing that they have
   * sent meanwhile. Bounded by `limits.drainTimeoutMs`; aborting `signal` cuts it short. Never
   * rejects.
   */
  close(options: DrainOptions = {}): Promise<void> {
    const { clock, bounds } = this.#context;
    this.#reception.isClosed = true;
    this.#closing ??= new Closing(clock, bounds.drainTimeoutMs, (cut) => this.#drain(cut, options));
    return this.#closing.wait(options.signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #drain(cut: AbortSignal, options: DrainOptions): Promise<void> {
    // A listener may wait for its connections to end, so the sessions are not kept waiting for it.
    const listeners = this.#listeners.map((listener) => this.#unbind(listener));
    await dismissAll([...this.#groups.sessions.values()], this.#context.clock, cut, options);
    this.#reception.dropWaiting();
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
}

/** @throws NetError `UNSUPPORTED` */
function checkAuthenticate({ authenticate, protocol }: ServeOptions): void {
  if (authenticate === undefined || protocol.packets.features.control) return;
  const text = `${protocol.name} has no control packets, by which a peer says who it is`;
  throw new NetError('UNSUPPORTED', text);
}
