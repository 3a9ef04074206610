import { Alarm } from './alarm.ts';
import type { AuthAttempts } from './auth-attempts.ts';
import type { Authenticate, Grant } from './authenticate.ts';
import { BaseControl } from './base-control.ts';
import { Control, type ControlledSession } from './control.ts';
import { NetError } from './errors.ts';
import { type Hello, readHello, welcomeReport } from './hello.ts';
import { addressKey } from './ip-address.ts';
import type { Message } from './message.ts';
import { RateWindow } from './rate-window.ts';
import type { Session } from './session.ts';

/** What the controls of one server's sessions share. */
export interface Gatekeeper {
  /** Without one, whoever says hello is welcome, and a hello is not needed. */
  readonly authenticate: Authenticate | undefined;
  readonly attempts: AuthAttempts;
  /** The peer has proved, perhaps again, who it is. @throws what ends its session. */
  onProven(session: Session, grant: Grant): void;
}

/** The side that accepted: answers hellos, and lets nothing else pass before one has been granted. */
export class AcceptorControl extends BaseControl {
  readonly #gatekeeper: Gatekeeper;
  /** Rings when the hello is overdue, or what was granted expires. */
  readonly #alarm: Alarm;
  readonly #hellos = new RateWindow(MAX_HELLOS, HELLO_WINDOW_MS);
  #lastHello: number | undefined;
  #welcome: object | undefined;
  #isBusy = false;
  #isClosed = false;

  constructor(target: ControlledSession, gatekeeper: Gatekeeper) {
    super(target);
    this.#gatekeeper = gatekeeper;
    this.#alarm = new Alarm(target.timers, () => this.#onAlarm());
    if (gatekeeper.authenticate === undefined) return;
    target.isShut = true;
    this.#alarm.set(target.bounds.handshakeTimeoutMs);
  }

  override onClose(reason: NetError): void {
    this.#isClosed = true;
    this.#alarm.clear();
    super.onClose(reason);
  }

  protected override onHandshake({ type, argument, body }: Message): void {
    if (type !== Control.Hello) throw new NetError('BAD_PACKET', 'a client says no welcome');
    this.#checkFlood();
    if (argument === this.#lastHello) return this.#repeat();
    if (this.#isBusy) throw new NetError('BAD_PACKET', 'a hello before the last one was answered');
    this.isAgreed = true;
    this.#lastHello = argument;
    this.#welcome = undefined;
    const hello = readHello(body);
    const { authenticate } = this.#gatekeeper;
    if (authenticate === undefined) this.#answer(hello, undefined);
    else void this.#examine(hello, authenticate);
  }

  /** Each hello may cost a question, or at least an answer. */
  #checkFlood(): void {
    if (this.#hellos.add(this.target.clock.now())) return;
    throw new NetError('RATE_LIMITED', `more than ${MAX_HELLOS} hellos in ten seconds`);
  }

  /** A datagram came twice, or its answer was lost. */
  #repeat(): void {
    if (this.#welcome !== undefined) {
      this.target.sendControl(Control.Welcome, this.#lastHello ?? 0, this.#welcome);
    }
  }

  async #examine(hello: Hello, authenticate: Authenticate): Promise<void> {
    const { session, clock, logger } = this.target;
    const keys = attemptKeys(session.remote, hello.name);
    this.#isBusy = true;
    this.target.hold();
    try {
      this.#checkAttempts(keys);
      const grant = await authenticate(hello, session);
      if (this.#isClosed) return;
      if (grant === undefined) throw new NetError('AUTH_FAILED', 'the credentials were refused');
      this.#gatekeeper.onProven(session, grant);
      this.#answer(hello, grant);
    } catch (error) {
      if (this.#isClosed) return;
      const failure = toRefusal(error);
      if (failure.code === 'AUTH_FAILED') this.#gatekeeper.attempts.fail(keys, clock.now());
      logger.warn({ session: session.id, code: failure.code, error }, 'a peer was refused');
      this.target.fail(failure);
    } finally {
      this.#isBusy = false;
      this.target.release();
    }
  }

  #checkAttempts(keys: readonly string[]): void {
    const nowMs = this.target.clock.now();
    if (this.#gatekeeper.attempts.mayTry(keys, nowMs)) return;
    throw new NetError('AUTH_RATE_LIMITED', 'too many attempts have failed; wait a minute');
  }

  #answer({ heartbeatMs: wished }: Hello, grant: Grant | undefined): void {
    const { session, bounds } = this.target;
    const heartbeatMs = Math.max(
      MIN_HEARTBEAT_MS,
      Math.min(wished ?? Infinity, bounds.heartbeatMs),
    );
    const expiresInMs = grant?.expiresInMs;
    this.#welcome = welcomeReport({
      session: session.id,
      heartbeatMs: heartbeatMs === Infinity ? undefined : heartbeatMs,
      expiresInMs,
    });
    this.#alarm.clear();
    if (expiresInMs !== undefined) this.#alarm.set(expiresInMs);
    this.target.isShut = false;
    this.target.sendControl(Control.Welcome, this.#lastHello ?? 0, this.#welcome);
    this.agree(heartbeatMs);
  }

  #onAlarm(): void {
    const { bounds } = this.target;
    const error =
      this.#welcome !== undefined
        ? new NetError('AUTH_EXPIRED', 'the credentials were not renewed in time')
        : new NetError('HANDSHAKE_TIMEOUT', `no hello within ${bounds.handshakeTimeoutMs} ms`);
    this.target.fail(error);
  }
}

/** Under what failures are counted. Loopback has no key: behind a proxy everybody comes from there. */
function attemptKeys(remote: string, name: string | undefined): string[] {
  const address = addressKey(remote);
  const keys = name === undefined ? [] : [`name ${name}`];
  return address === undefined ? keys : [...keys, `address ${address}`];
}

/** An error that no peer can be told of is a fault of this side, and worth another attempt. */
function toRefusal(error: unknown): NetError {
  if (error instanceof NetError && error.closeCode !== undefined) return error;
  return new NetError('INTERNAL_ERROR', 'the peer could not be examined', { cause: error });
}

const MIN_HEARTBEAT_MS = 100;
const MAX_HELLOS = 100;
const HELLO_WINDOW_MS = 10_000;
