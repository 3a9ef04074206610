import type { Abortable, CallType, Clock, MessageType } from '@net/core';
import { type NetError, type RequestOptions, type Session, systemClock } from '@net/core';
import { Backoff } from './backoff.ts';
import { checkClientOptions } from './check-client-options.ts';
import type { ClientOptions } from './client-options.ts';
import { ClientSessions } from './client-sessions.ts';
import { type ClientState, noSession } from './client-state.ts';
import { platformNetwork } from './connectivity.ts';
import { dialSession } from './dial-session.ts';
import { keepAlive } from './keep-alive.ts';
import { requestPatiently } from './patient-request.ts';
import { Redialler } from './redialler.ts';
import { Subscribers } from './subscribers.ts';

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
  readonly #sessions: ClientSessions;
  #state: ClientState;

  /** @internal Made by `createClient`. */
  constructor(addresses: readonly string[], options: ClientOptions) {
    if (addresses.length === 0) throw new TypeError('a client needs at least one address');
    const { clock = systemClock, network = platformNetwork, logger } = options;
    checkClientOptions(options);
    this.addresses = [...addresses];
    this.#options = options;
    this.#clock = clock;
    this.#sessions = new ClientSessions(options.queue, clock);
    this.#state = { name: 'connecting', address: addresses[0]! };
    this.#states = new Subscribers((error) => logger?.error({ error }, 'a listener has thrown'));
    this.#redialler = new Redialler({
      addresses: this.addresses,
      backoff: new Backoff(options.reconnect ?? {}, options.random ?? Math.random),
      clock,
      network,
      dial: (address, signal) => dialSession(address, options, signal),
      onState: (state) => this.#setState(state),
      onSession: (session) => this.#sessions.set(session),
    });
    this.closed = this.#run();
  }

  get state(): ClientState {
    return this.#state;
  }

  /** The session that stands, if one does. */
  get session(): Session | undefined {
    return this.#sessions.current;
  }

  /** Requests that wait: for their answer, or for a session. */
  get pendingRequests(): number {
    return this.#sessions.pendingRequests;
  }

  /** Call `listener` whenever the state changes. @returns what calls it off */
  onState(listener: (state: ClientState) => void): () => void {
    return this.#states.add(listener);
  }

  /** The state when a loop begins, and each one after it. A slow loop misses what was over before it looked. */
  states(): AsyncGenerator<ClientState, void, undefined> {
    return this.#states.values(() => this.#state);
  }

  /** Resolves with the session once one stands. @throws NetError what ended the client; `CANCELLED` */
  ready({ signal }: Abortable = {}): Promise<Session> {
    return this.#sessions.ready(signal);
  }

  /** As `session.send`. @throws NetError `NOT_CONNECTED` while there is no session */
  send<T>(type: MessageType<T>, value: NoInfer<T>): boolean {
    if (this.session === undefined) throw noSession(this.#state);
    return this.session.send(type, value);
  }

  /**
   * As `session.request`. While there is no session it fails at once with `NOT_CONNECTED`, or waits
   * where `options.queue` is set; then it is also repeated when the server refused to run it because
   * it goes away. What may have run is never repeated.
   */
  request<Q, R>(type: CallType<Q, R>, value: NoInfer<Q>, options?: RequestOptions): Promise<R> {
    const { queue, current } = this.#sessions;
    if (queue === undefined) {
      if (current === undefined) return Promise.reject(noSession(this.#state));
      return current.request(type, value, options);
    }
    const timeoutMs = this.#options.limits?.requestTimeoutMs ?? 10_000;
    const parts = { clock: this.#clock, queue, timeoutMs, current: () => this.session };
    return requestPatiently(parts, type, value, options);
  }

  /** Dial no more, and close the session in good order. Never rejects. */
  async close(options?: Abortable): Promise<void> {
    const closing = this.#sessions.close(options);
    this.#redialler.stop();
    await closing;
    await this.closed;
  }

  /** Dial no more, and drop the session now. */
  abort(reason?: Error): void {
    this.#redialler.stop();
    this.#sessions.abort(reason);
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
    this.#sessions.set(undefined);
    this.#setState({ name: 'closed', error });
    this.#states.end();
    this.#sessions.end(noSession(this.#state));
    return error;
  }

  #setState(state: ClientState): void {
    const was = this.#state;
    const isSame = was.name === 'connecting' && state.name === 'connecting';
    if (isSame && was.address === state.address) return;
    this.#state = state;
    this.#states.tell(state);
  }
}
