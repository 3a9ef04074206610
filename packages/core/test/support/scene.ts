import { setImmediate } from 'node:timers/promises';
import { memory, type MemoryOptions, VirtualClock } from '../../../testing/src/index.ts';
import type { Authenticate, ConnectOptions } from '../../src/index.ts';
import type { CloseInfo, Limits, Protocol, Session, Transport } from '../../src/index.ts';
import { connect, type Logger, NetError, Router, serve, type Server } from '../../src/index.ts';
import { RawPeer } from './raw-peer.ts';
import { testProtocol } from './test-protocol.ts';

/** What differs from the defaults in one test. */
export interface SceneOptions {
  readonly protocol?: Protocol;
  readonly router?: Router;
  readonly clientRouter?: Router;
  readonly limits?: Partial<Limits>;
  readonly clientLimits?: Partial<Limits>;
  readonly memory?: MemoryOptions;
  readonly logger?: Logger;
  readonly onSession?: (session: Session) => void;
  readonly authenticate?: Authenticate;
  /** What clients say hello with. */
  readonly control?: ConnectOptions['control'];
}

/** A server in memory and what is connected to it, in virtual time. */
export class Scene {
  readonly clock: VirtualClock = new VirtualClock(1000);
  readonly transport: Transport;
  readonly protocol: Protocol;
  readonly accepted: Session[] = [];
  readonly #options: SceneOptions;
  readonly #opened: (() => void)[] = [];
  #server: Server | undefined;

  constructor(options: SceneOptions = {}) {
    this.#options = options;
    this.protocol = options.protocol ?? testProtocol();
    this.transport = memory({ clock: this.clock, ...options.memory });
  }

  get server(): Server {
    if (this.#server === undefined) throw new Error('the scene has no server yet');
    return this.#server;
  }

  async serve(): Promise<Server> {
    const { router = new Router(), limits, logger, onSession, authenticate } = this.#options;
    const { clock, protocol } = this;
    const stack = { transports: [this.transport], protocol, router, limits, logger, clock };
    this.#server = await serve(ADDRESS, {
      ...stack,
      authenticate,
      onSession: (session) => {
        this.accepted.push(session);
        this.#opened.push(() => session.abort());
        onSession?.(session);
      },
    });
    return this.#server;
  }

  /** One more client of the server. */
  async connect(): Promise<Session> {
    const { clientRouter: router, clientLimits: limits, control } = this.#options;
    const { clock, protocol } = this;
    const stack = { transports: [this.transport], protocol, router, limits, clock };
    const session = await connect(ADDRESS, { ...stack, control });
    this.#opened.push(() => session.abort());
    return session;
  }

  /** A server and a client: both ends of one session. */
  async pair(): Promise<{ readonly client: Session; readonly session: Session }> {
    if (this.#server === undefined) await this.serve();
    const client = await this.connect();
    return { client, session: this.accepted.at(-1)! };
  }

  /** A server, and a client that may send what it likes. */
  async rawPeer(): Promise<{ readonly peer: RawPeer; readonly session: Session }> {
    if (this.#server === undefined) await this.serve();
    const peer = await RawPeer.dial(this.transport, ADDRESS, this.protocol);
    this.#opened.push(() => peer.connection.abort());
    return { peer, session: this.accepted.at(-1)! };
  }

  /** A client whose server may send what it likes. */
  async rawServer(): Promise<{ readonly client: Session; readonly peer: RawPeer }> {
    const { peer, close } = await RawPeer.listen(this.transport, ADDRESS, this.protocol);
    this.#opened.push(() => void close());
    const client = await this.connect();
    return { client, peer };
  }

  /** Let time pass, and everything happen that happens in it. */
  async pass(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms);
  }

  /** End everything that is left. */
  async end(): Promise<void> {
    for (const abort of this.#opened) abort();
    await this.#server?.close();
    await settle();
  }
}

/** A few turns of the event loop: whatever can go on without time has gone on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await setImmediate();
}

/** What `promise` rejects with; fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<NetError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof NetError) return outcome;
  throw new Error(`expected a NetError, got ${String(outcome)}`, { cause: outcome });
}

/** What `act` throws; fails when it does not. */
export function thrown(act: () => unknown): NetError {
  try {
    act();
  } catch (error) {
    if (error instanceof NetError) return error;
    throw error;
  }
  throw new Error('expected a NetError, but nothing was thrown');
}

/** How `session` ended, or `undefined` while it is open. */
export async function endOf(session: Session): Promise<CloseInfo | undefined> {
  return Promise.race([session.closed, settle().then(() => undefined)]);
}

/** A promise that the test settles. */
export interface Gate<T> {
  readonly promise: Promise<T>;
  readonly open: (value: T) => void;
  readonly fail: (error: unknown) => void;
}

export function gate<T = void>(): Gate<T> {
  let open!: (value: T) => void;
  let fail!: (error: unknown) => void;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

export const ADDRESS = 'memory://server';
const TURNS = 4;
