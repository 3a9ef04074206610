import { schemeOf } from './address.ts';
import { Alarm } from './alarm.ts';
import { BaseControl } from './base-control.ts';
import { Control, type ControlFactory, type ControlledSession } from './control.ts';
import { NetError } from './errors.ts';
import { helloReport, readWelcome } from './hello.ts';
import { checkLimit } from './limits.ts';
import type { Message } from './message.ts';

/** What a dialler offers. */
export interface HandshakeOptions {
  /** Whom it claims to be: a group, a user. Told in clear. */
  readonly name?: string | undefined;
  /**
   * What proves it: anything JSON can hold, or a promise of it; small, since a
   * server reads 16 KiB before it knows who dials. Asked anew for each
   * connection, and before what it returned last expires.
   */
  readonly credentials?: (() => unknown) | undefined;
  /** The heartbeat it wishes for; the smaller of both sides' is kept. `limits.heartbeatMs` by default. */
  readonly heartbeatMs?: number | undefined;
  /** Called once the server wants to be left: dial elsewhere. What waits for an answer still gets it. */
  readonly onGoAway?: ((reason: NetError) => void) | undefined;
  /** Send credentials over `tcp:`, `ws:`, `udp:` or `kcp:` to other machines than this one. No by default. */
  readonly allowPlaintext?: boolean | undefined;
}

/**
 * For `connect`'s option `control`: say hello before anything else, so that the server knows who
 * dials, both sides notice when the other is gone, and each can tell the other why it ends.
 *
 * Needs a protocol that carries control packets, such as `packets()`.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function handshake(options: HandshakeOptions = {}): ControlFactory {
  const { heartbeatMs } = options;
  if (heartbeatMs !== undefined) checkLimit('heartbeatMs', heartbeatMs);
  return (session) => new DiallerControl(session, options);
}

class DiallerControl extends BaseControl {
  readonly #options: HandshakeOptions;
  /** Rings when the welcome is overdue, or the credentials are about to expire. */
  readonly #alarm: Alarm;
  readonly #repeat: Alarm;
  #number = 0;
  #isWaiting = false;
  #isClosed = false;

  constructor(target: ControlledSession, options: HandshakeOptions) {
    super(target);
    this.#options = options;
    this.#alarm = new Alarm(target.timers, () => this.#onAlarm());
    this.#repeat = new Alarm(target.timers, () => this.#onRepeat());
    this.#alarm.set(target.bounds.handshakeTimeoutMs);
    this.#isWaiting = true;
    // Nothing is sent from inside `open`.
    target.clock.endOfTurn(() => void this.#introduce());
  }

  override onClose(reason: NetError): void {
    this.#isClosed = true;
    this.#alarm.clear();
    this.#repeat.clear();
    super.onClose(reason);
  }

  protected override onGoAway(reason: NetError): void {
    super.onGoAway(reason);
    this.#options.onGoAway?.(reason);
  }

  protected override onHandshake({ type, argument, body }: Message): void {
    if (type !== Control.Welcome) throw new NetError('BAD_PACKET', 'a server says no hello');
    // A datagram may come twice.
    if (!this.#isWaiting || argument !== this.#number) return;
    const { heartbeatMs = Infinity, expiresInMs } = readWelcome(body);
    this.#isWaiting = false;
    this.#repeat.clear();
    this.#alarm.clear();
    if (expiresInMs !== undefined) this.#alarm.set(Math.max(SHORTEST_MS, RENEW_AT * expiresInMs));
    this.agree(heartbeatMs);
  }

  async #introduce(): Promise<void> {
    // From now on an old welcome that comes again answers nothing.
    this.#number++;
    try {
      this.#say(await this.#hello());
    } catch (cause) {
      if (!this.#isClosed) this.target.fail(toAuthError(cause));
    }
  }

  async #hello(): Promise<object> {
    const { name, credentials, heartbeatMs = this.target.bounds.heartbeatMs } = this.#options;
    if (credentials !== undefined) this.#checkPrivate();
    const proof: unknown = await credentials?.();
    return helloReport({ name, credentials: proof, heartbeatMs: finite(heartbeatMs) });
  }

  #say(report: object): void {
    if (this.#isClosed) return;
    this.target.sendControl(Control.Hello, this.#number, report);
    if (this.target.kind !== 'datagram') return;
    this.#onRepeat = () => this.#say(report);
    this.#repeat.set(REPEAT_MS);
  }

  #onRepeat = (): void => {};

  #onAlarm(): void {
    if (this.#isWaiting) {
      const text = `no welcome within ${this.target.bounds.handshakeTimeoutMs} ms`;
      return this.target.fail(new NetError('HANDSHAKE_TIMEOUT', text));
    }
    this.#isWaiting = true;
    this.#alarm.set(this.target.bounds.handshakeTimeoutMs);
    void this.#introduce();
  }

  #checkPrivate(): void {
    const { remote } = this.target.session;
    const isPrivate = ENCRYPTED.has(schemeOf(remote)) || LOOPBACK.test(remote);
    if (isPrivate || this.#options.allowPlaintext === true) return;
    const text = `${schemeOf(remote)}: would send credentials in clear to another machine; use tls, wss or quic, or allowPlaintext`;
    throw new NetError('INVALID_OPTION', text);
  }
}

/** No wish is not written down. */
function finite(ms: number): number | undefined {
  return ms === Infinity ? undefined : ms;
}

function toAuthError(cause: unknown): NetError {
  if (cause instanceof NetError) return cause;
  return new NetError('AUTH_FAILED', 'the credentials could not be had', { cause });
}

const ENCRYPTED: ReadonlySet<string> = new Set(['tls', 'wss', 'quic', 'unix', 'memory']);
const LOOPBACK = /^[a-z]+:\/\/(127\.\d+\.\d+\.\d+|\[::1\]|localhost)(?=[:/])/;
/** A server must not make its client ask for credentials without pause. */
const SHORTEST_MS = 1000;
/** Of the time for which credentials hold. */
const RENEW_AT = 0.8;
/** A hello in a datagram may be lost. */
const REPEAT_MS = 500;
