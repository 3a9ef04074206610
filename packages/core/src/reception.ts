import { AcceptorControl, type Gatekeeper } from './acceptor-control.ts';
import { Admission, refusalCode } from './admission.ts';
import { AuthAttempts } from './auth-attempts.ts';
import type { Authenticate, Grant } from './authenticate.ts';
import type { ControlFactory } from './control.ts';
import type { NetErrorCode } from './error-codes.ts';
import { NetError } from './errors.ts';
import type { Groups } from './groups.ts';
import { checkLimit } from './limits.ts';
import { noHandler } from './no-handler.ts';
import { OpenSession } from './open-session.ts';
import type { SessionContext } from './session-context.ts';
import { ACCEPTOR_IDS } from './pending-calls.ts';
import { newSessionId } from './session-id.ts';
import type { Session } from './session.ts';
import type { Connection, ConnectionHandler } from './transport.ts';
import { WaitingRoom } from './waiting-room.ts';

/** What a server does with those who come. */
export interface ReceptionOptions {
  readonly onSession?: ((session: Session) => void) | undefined;
  readonly authenticate?: Authenticate | undefined;
}

/** Makes sessions of connections: whom the bounds admit, and who has proved who it is. */
export class Reception {
  /** Set once the server closes: nobody is let in any more. */
  isClosed = false;
  readonly #context: SessionContext;
  readonly #groups: Groups;
  readonly #options: ReceptionOptions;
  readonly #admission: Admission;
  readonly #waitingRoom: WaitingRoom;
  readonly #createControl: ControlFactory;
  /** Those whose peers are not known yet. */
  readonly #waiting = new Map<string, OpenSession>();

  constructor(context: SessionContext, groups: Groups, options: ReceptionOptions) {
    const { bounds, clock } = context;
    this.#context = context;
    this.#groups = groups;
    this.#options = options;
    this.#admission = new Admission(bounds, clock.now());
    this.#waitingRoom = new WaitingRoom(bounds);
    const gatekeeper: Gatekeeper = {
      authenticate: options.authenticate,
      attempts: new AuthAttempts(bounds),
      onProven: (session, grant) => this.#onProven(session, grant),
    };
    this.#createControl = (link) => new AcceptorControl(link, gatekeeper);
  }

  /** What transports call for each new connection. */
  readonly open = (connection: Connection): ConnectionHandler => {
    const { remote } = connection;
    const code = this.#admit(remote);
    if (code !== undefined) return this.#refuse(connection, code);
    const session = this.#createSession(connection);
    if (session === undefined) {
      this.#admission.leave(remote);
      if (this.#options.authenticate !== undefined) this.#waitingRoom.leave(remote);
      return this.#refuse(connection, 'UNSUPPORTED');
    }
    session.onEnd = this.#forget;
    if (this.#options.authenticate === undefined) this.#enrol(session);
    else this.#waiting.set(session.id, session);
    return session.connectionHandler;
  };

  /** Drop those that are not known yet. */
  dropWaiting(): void {
    const reason = new NetError('GOING_AWAY', 'the server is closing');
    for (const session of this.#waiting.values()) session.abort(reason);
  }

  #admit(remote: string): NetErrorCode | undefined {
    if (this.isClosed) return 'GOING_AWAY';
    const isProofNeeded = this.#options.authenticate !== undefined;
    const code = isProofNeeded ? this.#waitingRoom.enter(remote) : undefined;
    if (code !== undefined) return code;
    const refusal = this.#admission.enter(remote, this.#context.clock.now());
    if (refusal !== undefined && isProofNeeded) this.#waitingRoom.leave(remote);
    return refusal && refusalCode(refusal);
  }

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
      const session = new OpenSession(newSessionId(), connection, ids, this.#context);
      session.setControl(this.#createControl, this.#options.authenticate !== undefined);
      return session;
    } catch (error) {
      this.#context.logger.error({ remote, error }, 'a connection was refused');
      return undefined;
    }
  }

  readonly #forget = (session: OpenSession): void => {
    this.#admission.leave(session.remote);
    this.#endWaiting(session);
    this.#groups.forget(session);
  };

  /** Until its peer is known it is counted apart. */
  #endWaiting(session: OpenSession): void {
    if (this.#waiting.delete(session.id)) this.#waitingRoom.leave(session.remote);
  }

  #onProven({ id }: Session, grant: Grant): void {
    const session = this.#waiting.get(id) ?? this.#groups.sessions.get(id);
    if (session === undefined) return;
    const { identity, groups = [], replaces = false, limits } = grant;
    if (session.identity === undefined) {
      if (this.isClosed) throw new NetError('GOING_AWAY', 'the server is closing');
      session.identity = identity;
      if (replaces) this.#replace(identity);
      this.#endWaiting(session);
      this.#enrol(session);
    } else if (session.identity !== identity) {
      throw new NetError('AUTH_FAILED', 'the renewed credentials are those of another identity');
    }
    for (const name of groups) this.#groups.join(name, session);
    if (limits === undefined) return;
    const { bounds } = this.#context;
    const { maxFramesPerSecond = bounds.maxFramesPerSecond } = limits;
    const { maxBytesPerSecond = bounds.maxBytesPerSecond } = limits;
    session.limitRate(
      rate('maxFramesPerSecond', maxFramesPerSecond),
      rate('maxBytesPerSecond', maxBytesPerSecond),
    );
  }

  #replace(identity: string): void {
    const reason = new NetError('SESSION_REPLACED', 'the same identity has opened a newer session');
    for (const older of this.#groups.identity(identity)) older.abort(reason);
  }

  #enrol(session: OpenSession): void {
    this.#groups.enrol(session);
    try {
      this.#options.onSession?.(session);
    } catch (cause) {
      this.#context.logger.error({ session: session.id, error: cause }, 'onSession has thrown');
      session.abort(new NetError('INTERNAL_ERROR', 'the session could not be set up', { cause }));
    }
  }
}

/** No rate was resolved to `Infinity` already. */
function rate(name: string, value: number | false): number {
  return value === Infinity ? value : checkLimit(name, value);
}
