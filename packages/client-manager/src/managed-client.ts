import { type Abortable, type CallType, type Clock, type MessageType } from '@net/core';
import { NetError, type RequestOptions, type Session, systemClock } from '@net/core';
import { Backoff } from './backoff.ts';
import { checkTime } from './check-time.ts';
import type { ClientOptions } from './client-options.ts';
import type { ClientState } from './client-state.ts';
import { platformNetwork } from './connectivity.ts';
import { dialSession } from './dial-session.ts';
import { keepAlive } from './keep-alive.ts';
import { Redialler } from './redialler.ts';
import { Subscribers } from './subscribers.ts';
import { WaitingRequests } from './waiting-requests.ts';

/**
 * A client that outlives its connections: dials one of `addresses` at once, and again whenever the
 * session is lost. `await client.ready()` to know that it stands.
 *
 * A wrong `limits` or `handshake` shows at the first dial, and ends the client with `INVALID_OPTION`.
 *
 * @throws TypeError for a wrong option of its own.
 */
export function createClient(
  addresses: string | readonly string[],
  options: ClientOptions,
): ManagedClient {
  return new ManagedClient(typeof addresses === 'string' ? [addresses] : addresses, options);
}

/** Made by `createClient`. */
export class ManagedClient implements AsyncDisposable {
  /** Where it dials, in this order and over again. */
  readonly addresses: readonly string[];
  /** Resolves once it dials no more, with the error that ended it, if any. Never rejects. */
  readonly closed: Promise<NetError | undefined>;
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  readonly #redialler: Redialler;
  readonly #states: Subscribers<ClientState>;
  readonly #queue: WaitingRequests | undefined;
  readonly #ready: WaitingRequests;
  readonly #leaving = new Set<Session>();
  #state: ClientState;
  #session: Session | undefined;

  /** @internal Made by `createClient`. */
  constructor(addresses: readonly string[], options: ClientOptions) {
    if (addresses.length === 0) throw new TypeError('a client needs at least one address');
    const { clock = systemClock, network = platformNetwork, logger } = options;
    checkTime('connectTimeoutMs', options.connectTimeoutMs ?? 1, 1);
    checkTime('heartbeat.intervalMs', options.heartbeat?.intervalMs ?? 1, 1);
    this.addresses = [...addresses];
    this.#options = options;
    this.#clock = clock;
    this.#queue = options.queue && new WaitingRequests(options.queue, clock);
    this.#ready = new WaitingRequests({ maxRequests: MANY, ttlMs: FOREVER_MS }, clock);
    this.#state = { name: 'connecting', address: addresses[0]! };
    this.#states = new Subscribers((error) => logger?.error({ error }, 'a listener has thrown'));
    this.#redialler = new Redialler({
      addresses: this.addresses,
      backoff: new Backoff(options.reconnect ?? {}, options.random ?? Math.random),
      clock,
      network,
      dial: (address, signal) => dialSession(address, options, signal),
      onState: (state) => this.#setState(state),
      onSession: (session) => this.#setSession(session),
    });
    this.closed = this.#run();
  }

  get state(): ClientState {
    return this.#state;
  }

  /** The session that stands, if one does. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** Requests that wait: for their answer, or for a session. */
  get pendingRequests(): number {
    return (this.#session?.pendingRequests ?? 0) + (this.#queue?.size ?? 0);
  }

  /** Call `listener` whenever the state changes. @returns what calls it off */
  onState(listener: (state: ClientState) => void): () => void {
    return this.#states.add(listener);
  }

  /** The state now, and each one after it. A slow loop misses what was over before it looked. */
  states(): AsyncGenerator<ClientState, void, undefined> {
    return this.#states.values(this.#state);
  }

  /** Resolves with the session once one stands. @throws NetError what ended the client; `CANCELLED` */
  ready({ signal }: Abortable = {}): Promise<Session> {
    if (this.#session !== undefined) return Promise.resolve(this.#session);
    if (this.#state.name === 'closed') return Promise.reject(this.#closedError());
    return this.#ready.wait(FOREVER_MS, signal);
  }

  /** As `session.send`. @throws NetError `NOT_CONNECTED` while there is no session */
  send<T>(type: MessageType<T>, value: NoInfer<T>): boolean {
    if (this.#session === undefined) throw this.#notConnected();
    return this.#session.send(type, value);
  }

  /**
   * As `session.request`. While there is no session it fails at once with `NOT_CONNECTED`, or waits
   * where `options.queue` is set; then it is also repeated when the server refused to run it because
   * it goes away. What may have run is never repeated.
   */
  request<Q, R>(type: CallType<Q, R>, value: NoInfer<Q>, options?: RequestOptions): Promise<R> {
    if (this.#queue !== undefined) return this.#requestPatiently(this.#queue, type, value, options);
    if (this.#session === undefined) return Promise.reject(this.#notConnected());
    return this.#session.request(type, value, options);
  }

  /** Dial no more, and close the session in good order. Never rejects. */
  async close(options?: Abortable): Promise<void> {
    const open = [...this.#leaving];
    this.#redialler.stop();
    await Promise.all(open.map((session) => session.close(options)));
    await this.closed;
  }

  /** Dial no more, and drop the session now. */
  abort(reason?: Error): void {
    this.#redialler.stop();
    for (const session of this.#leaving) session.abort(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<NetError | undefined> {
    // The caller may subscribe before anything happens.
    await Promise.resolve();
    const letGo = keepAlive(this.#clock);
    const error = await this.#redialler.run();
    letGo();
    this.#setSession(undefined);
    this.#setState({ name: 'closed', error });
    this.#states.end();
    const reason = this.#closedError();
    this.#queue?.fail(reason);
    this.#ready.fail(reason);
    return error;
  }

  async #requestPatiently<Q, R>(
    queue: WaitingRequests,
    type: CallType<Q, R>,
    value: Q,
    options: RequestOptions = {},
  ): Promise<R> {
    const { timeoutMs = this.#options.limits?.requestTimeoutMs ?? 10_000, signal } = options;
    const giveUpAtMs = this.#clock.now() + timeoutMs;
    let session = this.#session;
    for (;;) {
      session ??= await this.#next(queue, giveUpAtMs, signal);
      const leftMs = giveUpAtMs - this.#clock.now();
      try {
        return await session.request(type, value, { ...options, timeoutMs: Math.max(1, leftMs) });
      } catch (error) {
        if (!mayRepeat(error)) throw error;
        session = this.#session === session ? undefined : this.#session;
      }
    }
  }

  #next(
    queue: WaitingRequests,
    giveUpAtMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Session> {
    if (this.#state.name === 'closed') return Promise.reject(this.#closedError());
    return queue.wait(Math.max(1, giveUpAtMs - this.#clock.now()), signal);
  }

  #setState(state: ClientState): void {
    const was = this.#state;
    const isSame = was.name === 'connecting' && state.name === 'connecting';
    if (isSame && was.address === state.address) return;
    this.#state = state;
    this.#states.tell(state);
  }

  #setSession(session: Session | undefined): void {
    this.#session = session;
    if (session === undefined) return;
    this.#leaving.add(session);
    void session.closed.then(() => this.#leaving.delete(session));
    this.#ready.release(session);
    this.#queue?.release(session);
  }

  #notConnected(): NetError {
    if (this.#state.name === 'closed') return this.#closedError();
    return new NetError('NOT_CONNECTED', `the client has no connection, it is ${this.#state.name}`);
  }

  #closedError(): NetError {
    const error = this.#state.name === 'closed' ? this.#state.error : undefined;
    if (error === undefined) return new NetError('SESSION_CLOSED', 'the client was closed');
    return new NetError(error.code, error.message, { cause: error });
  }
}

/** Whether a request certainly did not run, and another session may take it. */
function mayRepeat(error: unknown): boolean {
  if (!(error instanceof NetError) || error.executed !== 'no') return false;
  return MOVED.has(error.code);
}

const MOVED: ReadonlySet<string> = new Set(['GOING_AWAY', 'SESSION_CLOSED', 'CONNECTION_LOST']);
const MANY = 1_000_000;
const FOREVER_MS = 2 ** 31 - 1;
