import { isIP } from 'node:net';
import { NetError } from '@net/core';
import { dialError } from '../close-codes.ts';
import type {
  ConnectRequest,
  OpenSession,
  QuicSession,
  SessionEnd,
  SessionHandler,
} from '../provider.ts';
import { KeepAlive } from './keep-alive.ts';
import type { QuicheSession, SessionOwner } from './quiche-session.ts';
import type { Registry } from './server-owner.ts';
import { FORGOTTEN } from './session-state.ts';

/** Owns one session that this end opens: waits for its handshake and then keeps it alive. */
export class ClientOwner implements SessionOwner {
  readonly #request: ConnectRequest;
  readonly #open: OpenSession;
  readonly #registry: Registry;
  readonly #keepAliveMs: number;
  #session: QuicheSession | undefined;
  #keepAlive: KeepAlive | undefined;
  #resolve!: (session: QuicSession) => void;
  #reject!: (reason: unknown) => void;
  /** The session when its handshake is done. @throws NetError; what `open` has thrown */
  readonly established: Promise<QuicSession>;

  constructor(request: ConnectRequest, open: OpenSession, keepAliveMs: number, registry: Registry) {
    this.#request = request;
    this.#open = open;
    this.#keepAliveMs = keepAliveMs;
    this.#registry = registry;
    this.established = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Own the session that `create` makes, unless it is not wanted any more. */
  begin(create: () => QuicheSession): void {
    if (this.#request.signal.aborted) return;
    try {
      this.#session = create();
      this.#session.queue();
    } catch (error) {
      this.#reject(error);
    }
  }

  /** End the session, or never begin it. */
  giveUp(): void {
    if (this.#session === undefined) this.#reject(dialError(FORGOTTEN, this.#request.address));
    else this.#session.close(0);
  }

  /**
   * End the session before its handshake is done, for the system says that nobody listens. A peer
   * that has been heard is there all the same: the message may be old, or forged (RFC 8085,
   * section 5.2).
   */
  refuse(cause: Error): void {
    const session = this.#session;
    if (session === undefined || session.packetsReceived > 0) return;
    const text = `nobody listens at ${this.#request.address}`;
    const error = new NetError('CONNECTION_REFUSED', text, { cause });
    session.drop({ by: 'network', isApplication: false, code: 0, cause: error });
  }

  onEstablished(session: QuicheSession): SessionHandler | undefined {
    if (!this.#isRightHost(session)) {
      session.closeTransport(BAD_CERTIFICATE);
      return undefined;
    }
    try {
      const handler = this.#open(session);
      this.#keepAlive = new KeepAlive(session, this.#keepAliveMs);
      this.#resolve(session);
      return handler;
    } catch (error) {
      this.#reject(error);
      session.close(0);
      return undefined;
    }
  }

  onEnded(session: QuicheSession, end: SessionEnd): void {
    this.#keepAlive?.stop();
    this.#registry.onEnded(session);
    this.#reject(dialError(end, this.#request.address));
  }

  onNewId(session: QuicheSession, id: Uint8Array): void {
    this.#registry.onNewId(session, id);
  }

  onRetiredId(session: QuicheSession, id: Uint8Array): void {
    this.#registry.onRetiredId(session, id);
  }

  onGone(session: QuicheSession): void {
    this.#registry.onGone(session);
  }

  /** quiche compares names with certificates, but not IP addresses. */
  #isRightHost(session: QuicheSession): boolean {
    const { serverName, tls } = this.#request;
    if (!tls.rejectUnauthorized || isIP(serverName) === 0) return true;
    return session.peerCertificate?.checkIP(serverName) !== undefined;
  }
}

/** The TLS alert `bad_certificate` as a code of QUIC (RFC 9001, section 4.8). */
const BAD_CERTIFICATE = 0x12a;
